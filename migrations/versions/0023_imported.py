"""A case may have been begun by another system, and requests may be the same by their fields, whoever filed them.

`case_row.imported` marks the first on lists; `request.duplicate_key` finds the second. A worker of the version before
writes rows without them: none of its cases is imported, and of its requests nobody knows what they are the same as.
"""

from alembic import op

from migrations import never_taken_back

revision = "0023"
down_revision = "0022"

COLUMNS = """
ALTER TABLE case_row ADD COLUMN imported boolean NOT NULL DEFAULT false;
ALTER TABLE request ADD COLUMN duplicate_key varchar COLLATE "C";
CREATE INDEX request_duplicate ON request (duplicate_key) WHERE duplicate_key IS NOT NULL;
"""
_BEFORE, _AFTER = "calendars = excluded.calendars", "calendars = excluded.calendars, imported = excluded.imported"
APPEND_CASE_EVENTS = f"""
DO $do$ BEGIN
    EXECUTE replace(replace(pg_get_functiondef('append_case_events'::regproc), '{_BEFORE}', '{_AFTER}'),
        '"calendars": []', '"calendars": [], "imported": false');
END $do$;
"""


def upgrade() -> None:
    """Add the columns, and have `append_case_events` write them."""
    for statements in (COLUMNS, APPEND_CASE_EVENTS):
        op.get_bind().exec_driver_sql(statements)


downgrade = never_taken_back
