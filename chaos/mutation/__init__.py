"""Mutation testing: whether the tests notice builds that were broken on purpose, by hand or by small changes."""
