"""Faults on record: their events and rows, the cases that are to be told of them, and what is not a fault yet."""
