"""Notices: the plan by event, their keys, and the limits of an SMS."""
