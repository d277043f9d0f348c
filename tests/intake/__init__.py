"""Tests of requests and their files."""
