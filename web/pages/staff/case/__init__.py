"""A case in the workspace: its page, and what staff do with it."""
