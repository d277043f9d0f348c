"""One case: its page, its due instants explained, its letter and its receipt."""
