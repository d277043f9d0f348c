"""Sessions that a server holds for browsers of staff: sealed by what only the browser has, ended on the server."""
