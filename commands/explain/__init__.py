"""What happened and why: a case as it stood, what happened to all, where late time went, the nearest other outcome."""
