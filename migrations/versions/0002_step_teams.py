"""Column `step_teams`: the teams whose approval step a case waits for, so that they find it on their lists.

A worker of the version before writes rows without it: then no team is named.
"""

from alembic import op

from migrations import never_taken_back

revision = "0002"
down_revision = "0001"

COLUMN = """
ALTER TABLE case_row ADD COLUMN step_teams varchar[] NOT NULL DEFAULT '{}';
CREATE INDEX case_row_step_teams ON case_row USING gin (step_teams) WHERE stage = 'awaiting_approval';
"""
APPEND_EVENTS = """
DO $do$ BEGIN
    EXECUTE replace(replace(pg_get_functiondef('append_events'::regproc),
        'policy = excluded.policy', 'policy = excluded.policy, step_teams = excluded.step_teams'),
        'NULL::case_row, new_row', $$NULL::case_row, '{"step_teams": []}'::jsonb || new_row$$);
END $do$;
"""


def upgrade() -> None:
    """Add the column, and have `append_events` write it."""
    for statements in (COLUMN, APPEND_EVENTS):
        op.get_bind().exec_driver_sql(statements)


downgrade = never_taken_back
