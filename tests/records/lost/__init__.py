"""Records and histories that were lost, restored or disposed of."""
