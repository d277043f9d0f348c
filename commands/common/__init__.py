"""What all commands share: how one is declared and sent, what is printed, and the advice after an error."""
