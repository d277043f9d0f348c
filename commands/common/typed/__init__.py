"""What people type: options that are the same everywhere, and what was meant by them."""
