"""Tests of domain packs."""
