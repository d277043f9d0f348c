"""What the words around a date make of it."""
