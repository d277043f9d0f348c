"""Tests of cases: rules, clocks, replay, and whole lives on real servers."""
