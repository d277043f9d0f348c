"""What managers are told in figures, on the terminal, as data and as a page."""
