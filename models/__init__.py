"""What things are: pure values, no I/O, no Temporal."""
