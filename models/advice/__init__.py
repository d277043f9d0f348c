"""Advice of a classifier: what a request is probably about, for the officer. It never changes an effect."""
