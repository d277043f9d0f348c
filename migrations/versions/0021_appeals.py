"""A case may be an appeal against the result of another one: columns that name it, on both sides.

The workflow of a closed case lives on while an appeal against its result is open, and the case is not erased
meanwhile. A worker of the version before writes rows without these columns: nothing is appealed by its cases.
"""

from alembic import op

from migrations import never_taken_back

revision = "0021"
down_revision = "0020"

COLUMNS = """
ALTER TABLE case_row ADD COLUMN appeal_of varchar, ADD COLUMN appeal varchar, ADD COLUMN appeal_team varchar,
    ADD COLUMN appeal_open boolean NOT NULL DEFAULT false;
ALTER TABLE case_row ALTER COLUMN appeal_open DROP DEFAULT;
CREATE INDEX case_row_appeal_open ON case_row (reference) WHERE appeal_open;
"""
_NEW = ("appeal_of", "appeal", "appeal_team", "appeal_open")
_BEFORE = "step_teams = excluded.step_teams"
_AFTER = ", ".join([_BEFORE, *(f"{name} = excluded.{name}" for name in _NEW)])
APPEND_CASE_EVENTS = f"""
DO $do$ BEGIN
    EXECUTE replace(replace(pg_get_functiondef('append_case_events'::regproc), '{_BEFORE}', '{_AFTER}'),
        $$'{{"step_teams": [], "calendars": []}}'::jsonb$$,
        $$'{{"step_teams": [], "calendars": [], "appeal_open": false}}'::jsonb$$);
END $do$;
"""
_ENDED = "stage = 'closed' AND notices_waiting = 0"
MAY_DISPOSE = f"""
DO $do$ BEGIN
    EXECUTE replace(pg_get_functiondef('may_dispose'::regproc), $${_ENDED}$$, $${_ENDED} AND NOT appeal_open$$);
END $do$;
"""


def upgrade() -> None:
    """Add the columns, have `append_case_events` write them, and keep a case whose appeal is open."""
    for statements in (COLUMNS, APPEND_CASE_EVENTS, MAY_DISPOSE):
        op.get_bind().exec_driver_sql(statements)


downgrade = never_taken_back
