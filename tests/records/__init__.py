"""Tests of the records on a real PostgreSQL."""
