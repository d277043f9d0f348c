"""What stands beside a date and was not read of it: where that is of time, nobody knows the day."""
