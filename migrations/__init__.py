"""The schema of the records, one revision after another. Applied by `activities.migrate.upgrade` as the owner."""
