"""What if there were more people, other shifts, other rules of assignment, more cases: a model of discrete events."""
