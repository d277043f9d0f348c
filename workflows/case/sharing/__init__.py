"""Work shared out: what is to be given to somebody, to whom, and what that changes. Pure."""
