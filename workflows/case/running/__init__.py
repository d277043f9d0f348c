"""What makes a case durable: its messages, its records, its timer and its effects beside the main loop."""
