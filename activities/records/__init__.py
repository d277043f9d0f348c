"""The records in PostgreSQL: events, rows, requests, the attention list, the audit and the migrations."""
