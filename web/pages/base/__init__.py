"""What all pages have: their language, templates and headers, the visit of a browser, its limits, its forms."""
