"""Checkpoints of the transparency log: the leading worker signs them, and puts them where another owner keeps them."""
