"""The staff's workspace: sessions that the server holds for browsers, and the logins and links by which they begin.

What a session signs with is sealed by a token that only the browser has, so the records alone open nothing.
"""

from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE staff_session (
    digest bytea PRIMARY KEY,
    staff varchar COLLATE "C" NOT NULL,
    kid varchar NOT NULL,
    sealed bytea,
    opened_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now(),
    until timestamptz NOT NULL,
    ended_at timestamptz
);
CREATE INDEX staff_session_open ON staff_session (staff) WHERE ended_at IS NULL;
CREATE TABLE staff_entry (
    digest bytea PRIMARY KEY,
    kind varchar NOT NULL CHECK (kind IN ('login', 'link')),
    sealed bytea NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    until timestamptz NOT NULL
);
CREATE INDEX staff_entry_until ON staff_entry (until);
"""


def upgrade() -> None:
    """Create the tables."""
    op.get_bind().exec_driver_sql(TABLES)


def downgrade() -> None:
    """Records are never taken back."""
    raise NotImplementedError("the records are not taken back by a migration: restore a backup")
