"""What processes tell of themselves: log, metrics, traces, health; dashboards and alerts agree with it."""
