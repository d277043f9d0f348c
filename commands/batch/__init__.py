"""One command of staff for many cases: which they are, what would happen to each, and the sending."""
