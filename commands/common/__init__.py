"""What commands share: declaration, context, sending, advice after errors, and the terminal."""
