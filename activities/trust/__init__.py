"""Whom a worker trusts: the list as it is on record, kept fresh in memory, and the activities that ask it."""
