"""The working calendar: its rules, its changes and working-time arithmetic."""
