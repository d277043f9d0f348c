"""Delivering events to subscribers, and who they are."""
