"""Calendars and packs of tests, and packs changed for them."""
