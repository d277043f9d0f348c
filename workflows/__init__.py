"""The rules of a case as pure functions, and the workflow that runs them."""
