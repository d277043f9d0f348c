"""Benchmarks: `python -m bench` runs all of them and compares their figures with their bars."""
