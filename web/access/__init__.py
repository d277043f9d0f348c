"""Who asks: permits, whom to trust, and what a caller may do."""
