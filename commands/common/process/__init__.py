"""A command as a process: which module it loads, what it keeps for the next one, and what it holds open."""
