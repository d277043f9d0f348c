"""Attached files: taken in, sealed, stored, looked at by a virus scanner, fetched, opened and removed."""
