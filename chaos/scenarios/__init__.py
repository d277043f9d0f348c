"""The scenarios of `python -m chaos`: workload, faults and checks together."""
