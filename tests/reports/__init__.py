"""Tests of what managers are told in figures."""
