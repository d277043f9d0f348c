"""The file of one person: what of it they may see, the words in both languages, and its forms: page, text, JSON."""
