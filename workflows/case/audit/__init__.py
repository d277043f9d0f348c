"""What the events of a case prove: signed by whom they name, and decided again as they stand. Pure."""
