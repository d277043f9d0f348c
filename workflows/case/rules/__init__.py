"""What one kind of step comes to: whether it may be taken, and the events it causes. Pure; `decide` asks them."""
