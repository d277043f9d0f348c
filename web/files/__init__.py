"""Files over HTTP: taken in as they arrive, listed, and given to staff who may open them."""
