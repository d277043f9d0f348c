"""A case may wait for another team: that team finds it among what it is asked, and may answer.

The column names the team. A worker of the version before writes rows without it: nobody is named, as its cases tell no
team that they wait for it.
"""

from alembic import op

from migrations import never_taken_back

revision = "0024"
down_revision = "0023"

COLUMNS = """
ALTER TABLE case_row ADD COLUMN awaited_team varchar;
CREATE INDEX case_row_awaited_team ON case_row (awaited_team) WHERE awaited_team IS NOT NULL;
"""
_BEFORE, _AFTER = "imported = excluded.imported", "imported = excluded.imported, awaited_team = excluded.awaited_team"
APPEND_CASE_EVENTS = f"""
DO $do$ BEGIN
    EXECUTE replace(pg_get_functiondef('append_case_events'::regproc), '{_BEFORE}', '{_AFTER}');
END $do$;
"""


def upgrade() -> None:
    """Add the column, and have `append_case_events` write it."""
    for statements in (COLUMNS, APPEND_CASE_EVENTS):
        op.get_bind().exec_driver_sql(statements)


downgrade = never_taken_back
