"""One-time codes: made, put on record as a hash, and sent by the channels of notices."""
