"""The taking in of attached files: durable, and by itself."""
