"""The schema of the records, one revision after another, applied by `activities.records.migrate` as the owner."""
