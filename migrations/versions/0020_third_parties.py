"""A case may wait for a third party, ask other teams, and count in several calendars: a stage, and columns for them.

The columns say who owes an answer and when, and which calendars count besides the case's own. A worker of the version
before writes rows without them: nobody is named, as its cases ask nobody and count in one calendar.
"""

from alembic import op

from migrations import never_taken_back

revision = "0020"
down_revision = "0019"

COLUMNS = """
ALTER TABLE case_row ADD COLUMN third_party varchar, ADD COLUMN third_party_due_at timestamptz,
    ADD COLUMN consulted varchar, ADD COLUMN consultation_due_at timestamptz,
    ADD COLUMN calendars varchar[] NOT NULL DEFAULT '{}';
CREATE INDEX case_row_consulted ON case_row (consulted) WHERE consulted IS NOT NULL;
ALTER TABLE case_row DROP CONSTRAINT case_row_stage_check;
ALTER TABLE case_row ADD CONSTRAINT case_row_stage_check CHECK (stage IN ('received', 'queued', 'in_review',
    'awaiting_approval', 'awaiting_beneficiary', 'awaiting_third_party', 'replied', 'resolved', 'closed'));
"""
_NEW = ("third_party", "third_party_due_at", "consulted", "consultation_due_at", "calendars")
_BEFORE = "step_teams = excluded.step_teams"
_AFTER = ", ".join([_BEFORE, *(f"{name} = excluded.{name}" for name in _NEW)])
APPEND_CASE_EVENTS = f"""
DO $do$ BEGIN
    EXECUTE replace(replace(pg_get_functiondef('append_case_events'::regproc), '{_BEFORE}', '{_AFTER}'),
        $$'{{"step_teams": []}}'::jsonb$$, $$'{{"step_teams": [], "calendars": []}}'::jsonb$$);
END $do$;
"""


def upgrade() -> None:
    """Add the columns, and have `append_case_events` write them."""
    for statements in (COLUMNS, APPEND_CASE_EVENTS):
        op.get_bind().exec_driver_sql(statements)


downgrade = never_taken_back
