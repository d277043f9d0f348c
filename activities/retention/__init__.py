"""Retention in the records: what is due, holds, and the disposal itself."""
