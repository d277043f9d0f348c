"""What a shell completes: from small files in the home, so that it is there at once and needs no server."""
