"""The database itself: schema, rights, and what protects the records."""
