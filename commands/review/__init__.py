"""Commands of staff on a case: hold it, decide it, hand it over."""
