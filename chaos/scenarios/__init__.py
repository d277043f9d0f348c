"""Scenarios of `python -m chaos`, a module each: workload, faults and checks together."""
