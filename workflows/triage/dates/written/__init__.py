"""Dates that are written out: months by name, digits, ranges."""
