"""The system under test: servers, workers and fake gateways as processes, trial packs, the CLI."""
