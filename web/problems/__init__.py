"""Errors as RFC 9457 has them: one form, with the stable codes of the system."""
