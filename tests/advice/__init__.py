"""The classifier: its model, its training, and what is on record of it."""
