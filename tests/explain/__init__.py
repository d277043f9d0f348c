"""What the events of a case explain."""
