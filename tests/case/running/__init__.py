"""The workflow of a case: histories that replay, and whole lives on real servers."""
