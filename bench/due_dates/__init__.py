"""How many due dates of a public log the promises of a pack reproduce: `python -m bench.due_dates LOG COUNTING`."""
