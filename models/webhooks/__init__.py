"""Webhooks: who is told of events, and what they are told."""
