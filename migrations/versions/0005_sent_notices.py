"""An index of the notices that went out, by channel and instant: when a channel last took something.

The watchdog and the health checks ask it; without it they would read every notice there ever was.
"""

from alembic import op

from migrations import never_taken_back

revision = "0005"
down_revision = "0003"

INDEX = "CREATE INDEX notice_sent ON notice (channel, sent_at) WHERE status = 'sent'"


def upgrade() -> None:
    """Create the index."""
    op.get_bind().exec_driver_sql(INDEX)


downgrade = never_taken_back
