"""Workload: the clients with their plans, and the load beside the faults."""
