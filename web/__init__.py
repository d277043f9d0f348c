"""The HTTP interface for other programs: it checks who asks, calls the client and the reports, and decides nothing."""
