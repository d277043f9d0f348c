"""Data models: pure values, no I/O, no Temporal."""
