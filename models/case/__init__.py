"""A case as data: commands, events, state, clocks and views."""
