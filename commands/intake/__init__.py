"""Commands of intake: submit requests, try the first stage, and act for the beneficiary."""
