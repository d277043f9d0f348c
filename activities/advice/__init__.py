"""Advice of the classifier: examples from closed cases, training, predictions on record, and how good they were."""
