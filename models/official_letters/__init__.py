"""The official letter on a decision: what a pack says of it, its number and code, what is verified of it."""
