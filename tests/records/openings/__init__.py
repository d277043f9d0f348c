"""What is looked up and written when a case is opened."""
