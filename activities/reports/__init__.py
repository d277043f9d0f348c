"""Reports for people, read from the records: cases, inbox and board."""
