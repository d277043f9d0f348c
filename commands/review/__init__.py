"""Commands of staff on a case they review."""
