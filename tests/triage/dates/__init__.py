"""Dates in texts and fields."""
