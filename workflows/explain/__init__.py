"""What the events and rules of a case explain, computed by the same fold and rules; pure."""
