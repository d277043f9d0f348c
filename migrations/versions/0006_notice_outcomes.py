"""What became of each recipient of a mail to several people: a later try goes to those who have no outcome yet.

A column with a constant default: no row is rewritten. Workers of the version before do not name it.
"""

from alembic import op

from migrations import never_taken_back

revision = "0006"
down_revision = "0005"

COLUMN = "ALTER TABLE notice ADD COLUMN outcomes jsonb NOT NULL DEFAULT '{}'"


def upgrade() -> None:
    """Add the column."""
    op.get_bind().exec_driver_sql(COLUMN)


downgrade = never_taken_back
