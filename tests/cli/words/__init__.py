"""What the command line says, and how it looks on a terminal."""
