"""The automatic first stage: the facts of a request, and the rules applied to them."""
