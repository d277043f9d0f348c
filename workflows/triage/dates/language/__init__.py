"""The words of dates, and texts split into them."""
