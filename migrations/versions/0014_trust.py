"""Whom the workers trust: keys of issuers, channels and services; sessions that were revoked; who of the staff is whom.

A key is never deleted: the audit verifies with it what was signed when it was in force. `forgery` counts the messages
that were not authentic, by hour and reason.
"""

from alembic import op

from migrations import never_taken_back

revision = "0014"
down_revision = "0013"

TABLES = """
CREATE TABLE trusted_key (
    kid varchar COLLATE "C" PRIMARY KEY,
    kind varchar NOT NULL CHECK (kind IN ('issuer', 'channel', 'service')),
    name varchar NOT NULL,
    audience varchar NOT NULL DEFAULT '',
    public jsonb NOT NULL,
    channels varchar[] NOT NULL DEFAULT '{}',
    since timestamptz NOT NULL,
    until timestamptz,
    revoked_at timestamptz
);
CREATE TABLE revoked_session (
    kid varchar COLLATE "C" PRIMARY KEY,
    revoked_at timestamptz NOT NULL,
    revoked_by varchar NOT NULL
);
CREATE TABLE forgery (
    hour timestamptz NOT NULL,
    reason varchar NOT NULL,
    tries bigint NOT NULL,
    PRIMARY KEY (hour, reason)
);
ALTER TABLE staff ADD COLUMN issuer varchar, ADD COLUMN subject varchar, ADD COLUMN sessions_since timestamptz;
CREATE UNIQUE INDEX staff_subject ON staff (issuer, subject);
"""
NEVER_DELETED = """
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON trusted_key
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE trusted_key ENABLE ALWAYS TRIGGER never_deleted;
"""


def upgrade() -> None:
    """Create the tables, and the columns by which a member of staff is known to an issuer."""
    for statements in (TABLES, NEVER_DELETED):
        op.get_bind().exec_driver_sql(statements)


downgrade = never_taken_back
