"""A case may be taken out of another one: columns that name that one, and the case that is being opened for a second
matter.

The workflow of a case lives on while the case of a second matter is being opened, also when it is closed, and it is not
erased meanwhile. A worker of the version before writes rows without these columns: its cases are not split.
"""

from alembic import op

from migrations import never_taken_back

revision = "0022"
down_revision = "0021"

COLUMNS = """
ALTER TABLE case_row ADD COLUMN split_of varchar, ADD COLUMN splitting varchar;
CREATE INDEX case_row_splitting ON case_row (reference) WHERE splitting IS NOT NULL;
"""
_BEFORE = "step_teams = excluded.step_teams"
_AFTER = f"{_BEFORE}, split_of = excluded.split_of, splitting = excluded.splitting"
APPEND_CASE_EVENTS = f"""
DO $do$ BEGIN
    EXECUTE replace(pg_get_functiondef('append_case_events'::regproc), '{_BEFORE}', '{_AFTER}');
END $do$;
"""
_ENDED = "notices_waiting = 0"
MAY_DISPOSE = f"""
DO $do$ BEGIN
    EXECUTE replace(pg_get_functiondef('may_dispose'::regproc), '{_ENDED}', '{_ENDED} AND splitting IS NULL');
END $do$;
"""


def upgrade() -> None:
    """Add the columns, have `append_case_events` write them, and keep a case that is being split."""
    for statements in (COLUMNS, APPEND_CASE_EVENTS, MAY_DISPOSE):
        op.get_bind().exec_driver_sql(statements)


downgrade = never_taken_back
