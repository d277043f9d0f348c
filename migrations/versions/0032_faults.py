"""Faults are on record: their events, chained as those of cases are, their rows, and which case is of which fault.

A worker of the version before writes rows without the new columns: none of its cases is of a fault.
"""

from alembic import op

from migrations import never_taken_back

revision = "0032"
down_revision = "0031"

COLUMNS = """
ALTER TABLE case_row ADD COLUMN fault varchar, ADD COLUMN fault_known boolean NOT NULL DEFAULT false;
CREATE INDEX case_row_fault ON case_row (fault, reference) WHERE fault IS NOT NULL;
"""
TABLES = """
CREATE TABLE fault (
    reference varchar COLLATE "C" PRIMARY KEY,
    seq integer NOT NULL,
    pack varchar NOT NULL,
    error_code varchar NOT NULL,
    team varchar NOT NULL,
    stage varchar NOT NULL CHECK (stage IN ('open', 'known', 'mended', 'closed')),
    owner varchar,
    by_rate boolean NOT NULL,
    since timestamptz NOT NULL,
    opened_at timestamptz NOT NULL,
    known_at timestamptz,
    mended_at timestamptz,
    closed_at timestamptz,
    due_at timestamptz,
    breached boolean NOT NULL,
    rungs integer NOT NULL,
    head bytea NOT NULL
);
CREATE UNIQUE INDEX fault_taking ON fault (pack, error_code) WHERE stage <> 'closed' AND stage <> 'mended';
CREATE TABLE fault_event (
    reference varchar COLLATE "C" NOT NULL REFERENCES fault,
    seq integer NOT NULL,
    at timestamptz NOT NULL,
    type varchar NOT NULL,
    actor varchar NOT NULL,
    role varchar NOT NULL,
    command_id varchar,
    body bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (reference, seq)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON fault_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE fault_event ENABLE ALWAYS TRIGGER append_only;
"""
_BEFORE = "calendars = excluded.calendars"
_AFTER = f"{_BEFORE}, fault = excluded.fault, fault_known = excluded.fault_known"
APPEND_CASE_EVENTS = f"""
DO $do$ BEGIN
    EXECUTE replace(replace(pg_get_functiondef('append_case_events'::regproc), '{_BEFORE}', '{_AFTER}'),
        '"calendars": []', '"calendars": [], "fault_known": false');
END $do$;
"""


def upgrade() -> None:
    """Add columns and tables, and have `append_case_events` write the columns."""
    for statements in (COLUMNS, TABLES, APPEND_CASE_EVENTS):
        op.get_bind().exec_driver_sql(statements)


downgrade = never_taken_back
