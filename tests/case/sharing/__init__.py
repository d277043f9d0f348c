"""Work shared out among a team."""
