"""What clients do: plans, client processes, load."""
