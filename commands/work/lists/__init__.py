"""Lists of cases and notices, for people, programs and spreadsheets."""
