"""Attached files: what may be attached, how a file is sealed piece by piece, and what is known of one. Pure."""
