"""Intake: a request becomes a case, once, however often it is sent."""
