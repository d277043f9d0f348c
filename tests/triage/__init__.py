"""Tests of the automatic first stage."""
