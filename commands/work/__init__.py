"""Commands by which staff find their work and read cases."""
