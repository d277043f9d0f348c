"""Commands of operators: the stack, the schema, health, recovery."""
