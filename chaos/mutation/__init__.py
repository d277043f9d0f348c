"""The power of the tests: what they are worth is what they catch in a build that was broken on purpose."""
