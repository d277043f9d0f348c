"""The catalogue of the words in Arabic, and what makes it: what is marked in the code is collected, and compiled."""
