"""Tests of commands that staff give to many cases."""
