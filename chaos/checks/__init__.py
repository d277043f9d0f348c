"""What must hold of a history: invariants, linearisability, flat memory."""
