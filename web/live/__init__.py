"""Pages that are live: what the records announce, told to open pages by server-sent events."""
