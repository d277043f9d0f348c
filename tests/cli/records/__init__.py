"""Tests of commands that need the records."""
