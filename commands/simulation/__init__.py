"""Trying a policy on recorded cases before it is switched on."""
