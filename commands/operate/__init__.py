"""Commands of operators: start, migrate, check and recover the system."""
