"""Announced changes of a calendar say whose calendar it is: two packs may each have one of the same name.

Changes that were announced before name no pack: they stay what they were, changes of every calendar of that name.
"""

from alembic import op

from migrations import never_taken_back

revision = "0025"
down_revision = "0024"

PACK = """
ALTER TABLE calendar_change ADD COLUMN pack varchar NOT NULL DEFAULT '';
ALTER TABLE calendar_change DROP CONSTRAINT calendar_change_pkey;
ALTER TABLE calendar_change ADD PRIMARY KEY (calendar, version, pack);
"""


def upgrade() -> None:
    """Add the column, and make it part of the key."""
    op.get_bind().exec_driver_sql(PACK)


downgrade = never_taken_back
