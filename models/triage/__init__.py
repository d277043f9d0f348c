"""The first stage as data: facts, rules, lexicon and assessment."""
