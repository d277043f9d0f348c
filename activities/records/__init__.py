"""The records in PostgreSQL: written, looked up, audited, migrated."""
