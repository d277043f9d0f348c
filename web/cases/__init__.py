"""One case: read by its beneficiary's channel or by staff, and given commands."""
