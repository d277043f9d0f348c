"""Notices: addressed, rendered, and sent by their channels."""
