"""Checks of the history of a run: invariants, linearisability, flat memory, and whether it did enough to count."""
