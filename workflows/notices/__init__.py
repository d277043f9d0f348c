"""The delivery of the notices of a case."""
