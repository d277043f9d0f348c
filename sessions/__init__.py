"""Sessions of people on this machine: the private key that signs their commands, and the token that it is theirs."""
