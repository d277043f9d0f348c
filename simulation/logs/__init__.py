"""Logs of other systems: what their lines mean is data, a mapping file each, and their cases are lived like our own."""
