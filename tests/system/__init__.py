"""Tests of the whole: processes, outages, privacy, and the documents on them."""
