"""Who speaks: signed statements, session keys, tokens, and the list of whom a worker trusts. Pure, no I/O."""
