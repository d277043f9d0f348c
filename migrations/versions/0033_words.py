"""Requests are found by their words: keyed hashes, so that no text stands in the records for it.

A worker of the version before writes requests without them; workers add what is missing, and that of before, from what
is sealed.
"""

from alembic import op

from migrations import never_taken_back

revision = "0033"
down_revision = "0032"

TABLES = """
ALTER TABLE request ADD COLUMN words bigint[];
CREATE INDEX request_words ON request USING gin (words);
CREATE INDEX request_without_words ON request (reference) WHERE words IS NULL;
"""


def upgrade() -> None:
    """Add the column and its indexes."""
    op.get_bind().exec_driver_sql(TABLES)


downgrade = never_taken_back
