"""What became of each recipient of a mail to several people: a later try goes to those who have no outcome yet.

A column with a constant default: no row is rewritten. Workers of the version before do not name it.
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COLUMN = "ALTER TABLE notice ADD COLUMN outcomes jsonb NOT NULL DEFAULT '{}'"


def upgrade() -> None:
    """Add the column."""
    op.get_bind().exec_driver_sql(COLUMN)


def downgrade() -> None:
    """Records are never taken back."""
    raise NotImplementedError("the records are not taken back by a migration: restore a backup")
