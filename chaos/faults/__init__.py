"""What is injected: the nemesis with its schedule, the fault proxy, bad input, tampering."""
