"""What a pack does, tried on requests: its examples, and changes of its rules that no example notices."""
