"""Tests of who may do and see what, and of what a look leaves behind."""
