"""History of a run: the clients' operation log, and the evidence from the records, Temporal and the gateways."""
