"""Commands of administrators: policies, calendars, staff and the audit."""
