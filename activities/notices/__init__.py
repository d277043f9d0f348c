"""Delivery of notices: addressees, texts, and a sender for each channel."""
