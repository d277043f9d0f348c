"""What a case is told that is started again from its records: a start may be anybody's, so it tells nothing itself."""

from alembic import op

from migrations import never_taken_back

revision = "0008"
down_revision = "0007"

APPLICATION = "tawasul_app"

TABLE = """
CREATE TABLE restart (
    reference varchar COLLATE "C" PRIMARY KEY,
    seq integer NOT NULL,
    note bytea NOT NULL
);
"""
GRANTS = f"GRANT SELECT, INSERT, UPDATE ON restart TO {APPLICATION}"


def upgrade() -> None:
    """Create the table."""
    for statements in (TABLE, GRANTS):
        op.get_bind().exec_driver_sql(statements)


downgrade = never_taken_back
