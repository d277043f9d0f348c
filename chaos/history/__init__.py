"""What happened: the clients' operation log, and evidence from the records and from Temporal."""
