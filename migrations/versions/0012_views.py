"""Who looked at what, why and when: the role of staff adds to it and changes nothing of it.

Neither the number nor the instant of a row is the writer's to choose.
"""

from alembic import op

from migrations import never_taken_back

revision = "0012"
down_revision = "0009"

TABLE = """
CREATE TABLE view (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    by varchar NOT NULL,
    role varchar NOT NULL,
    stands_in_for varchar,
    verb varchar NOT NULL,
    reference varchar COLLATE "C",
    about jsonb NOT NULL DEFAULT '{}',
    cases integer NOT NULL,
    numbers boolean NOT NULL DEFAULT false,
    why varchar,
    break_glass bigint REFERENCES view,
    until timestamptz,
    CHECK (verb IN ('look', 'list', 'numbers', 'attachments', 'search', 'export', 'break_glass', 'audit', 'handle',
                    'staff', 'calendar')),
    CHECK (until IS NULL OR until > at AND reference IS NOT NULL AND why IS NOT NULL)
);
CREATE INDEX view_at ON view (at);
CREATE INDEX view_by ON view (by, at);
CREATE INDEX view_case ON view (reference, at);
CREATE INDEX view_break_glass ON view (by, reference, until) WHERE until IS NOT NULL;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON view
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE view ENABLE ALWAYS TRIGGER append_only;
"""


def upgrade() -> None:
    """Create the table."""
    op.get_bind().exec_driver_sql(TABLE)


downgrade = never_taken_back
