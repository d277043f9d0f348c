"""The scenarios of fault injection on real servers."""
