"""What the system costs, measured: `python -m bench` runs everything and compares it with its bars."""
