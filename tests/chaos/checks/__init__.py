"""The checks of a run: on made-up evidence, and against the product."""
