"""The workflow of a fault: one cause of many requests, from its opening until it is closed."""
