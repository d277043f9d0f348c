"""What a case is told that is started again from its records: a start may be anybody's, so it tells nothing itself."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

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


def downgrade() -> None:
    """Records are never taken back."""
    raise NotImplementedError("the records are not taken back by a migration: restore a backup")
