"""Keys as they are kept in the world: wrapping keys in a file or the environment, case keys in the records."""
