"""Requests: their fields, identity numbers and references, and how they are read."""
