"""Staff, their absences, and what is for whom."""
