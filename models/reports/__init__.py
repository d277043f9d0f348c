"""What managers are told in figures: the indicators with their definitions."""
