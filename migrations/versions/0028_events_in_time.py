"""Indexes of the events by their instant: what happened to all cases in some days, and which promises broke.

Without them a list of one day would read every event there ever was.
"""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

INDEXES = """
CREATE INDEX case_event_at ON case_event (at);
CREATE INDEX case_event_breached ON case_event (at) WHERE type = 'breached';
"""


def upgrade() -> None:
    """Create the indexes."""
    op.get_bind().exec_driver_sql(INDEXES)


def downgrade() -> None:
    """Records are never taken back."""
    raise NotImplementedError("the records are not taken back by a migration: restore a backup")
