"""Faults: what the rules say, and how one goes on the real servers."""
