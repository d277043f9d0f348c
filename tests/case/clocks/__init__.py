"""Clocks of a case: promises, limits and rungs."""
