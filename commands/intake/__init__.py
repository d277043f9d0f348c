"""Commands of those who file requests and follow them up."""
