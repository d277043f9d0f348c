"""Those who reach what they should not, and where personal strings may come to lie in the clear."""
