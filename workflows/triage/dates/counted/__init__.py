"""Days and lengths that are counted from now."""
