"""What of the life of a case is counted in reports. Pure."""
