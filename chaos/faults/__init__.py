"""Faults: the nemesis with its schedule, the fault proxy, bad input, tampering with the records."""
