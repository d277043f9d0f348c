"""Commands of administrators: staff, policies, calendar, audit."""
