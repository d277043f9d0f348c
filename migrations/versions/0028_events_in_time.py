"""Indexes of the events by their instant: what happened to all cases in some days, and which promises broke.

Without them a list of one day would read every event there ever was.
"""

from alembic import op

from migrations import never_taken_back

revision = "0028"
down_revision = "0027"

INDEXES = """
CREATE INDEX case_event_at ON case_event (at);
CREATE INDEX case_event_breached ON case_event (at) WHERE type = 'breached';
"""


def upgrade() -> None:
    """Create the indexes."""
    op.get_bind().exec_driver_sql(INDEXES)


downgrade = never_taken_back
