"""The sending of one-time codes: durable, and by itself."""
