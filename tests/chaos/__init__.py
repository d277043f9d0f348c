"""Tests of the fault injection itself, and its scenarios on real servers."""
