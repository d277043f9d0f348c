"""Drafts of staff in the workspace: what somebody has typed of a command to a case, sealed with the key of the case."""

from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

TABLE = """
CREATE TABLE staff_draft (
    staff varchar COLLATE "C" NOT NULL,
    reference varchar COLLATE "C" NOT NULL,
    kind varchar NOT NULL,
    sealed bytea NOT NULL,
    saved_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (staff, reference, kind)
);
"""


def upgrade() -> None:
    """Create the table."""
    op.get_bind().exec_driver_sql(TABLE)


def downgrade() -> None:
    """Records are never taken back."""
    raise NotImplementedError("the records are not taken back by a migration: restore a backup")
