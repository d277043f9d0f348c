"""Playing a log of another system through this one: what its lines mean is data, a mapping file per log."""
