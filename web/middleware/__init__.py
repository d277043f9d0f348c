"""What every call passes: its id, its limits, its line in the log."""
