"""Recorded cases lived again under any policy: the rules of the case decide, people act when they did. Pure."""
