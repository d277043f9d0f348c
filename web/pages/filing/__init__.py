"""A new request: its service is chosen, its form is that of the pack, and it is checked before it is sent."""
