"""Dates and lengths of time in texts and fields: read right, or known to be there and not read."""
