"""Activities and reports: the adapters to the records, the packs and the gateways."""
