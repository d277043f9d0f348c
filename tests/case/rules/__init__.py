"""Rules of a case: what each command takes and what follows."""
