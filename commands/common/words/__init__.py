"""The words of what is printed: the catalogue, codes, titles, and what can be done about errors."""
