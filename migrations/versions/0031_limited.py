"""The row of a case says whether the law sets a last instant for it: only then its promise may break in a pause.

A forecast would read the history of every paused case otherwise. It does of rows that a version before wrote. The index
of the events by their instant has their cases too: how many there are is then counted without reading the events.
"""

from alembic import op

from migrations import never_taken_back

revision = "0031"
down_revision = "0030"

COLUMN = """
ALTER TABLE case_row ADD COLUMN limited boolean;
CREATE INDEX case_row_paused ON case_row (third_party_due_at) WHERE paused;
CREATE INDEX case_event_at_of_case ON case_event (at, reference);
DROP INDEX case_event_at;
"""
_BEFORE = "step_with = excluded.step_with"
APPEND_CASE_EVENTS = f"""
DO $do$ BEGIN
    EXECUTE replace(pg_get_functiondef('append_case_events'::regproc), '{_BEFORE}',
                    '{_BEFORE}, limited = excluded.limited');
END $do$;
"""


def upgrade() -> None:
    """Add the column, and have `append_case_events` write it."""
    for statements in (COLUMN, APPEND_CASE_EVENTS):
        op.get_bind().exec_driver_sql(statements)


downgrade = never_taken_back
