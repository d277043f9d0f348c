"""The page of a case, its letter, and what its beneficiary does."""
