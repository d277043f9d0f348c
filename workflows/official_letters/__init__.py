"""The making of official letters: durable, and by itself."""
