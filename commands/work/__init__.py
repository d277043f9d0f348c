"""Commands that read: inbox, board, cases, notices and the attention list."""
