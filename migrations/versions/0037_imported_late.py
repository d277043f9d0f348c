"""Imported cases that are late are found by an index: why promises broke is asked of them beside the events."""

from alembic import op

revision = "0037"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.get_bind().exec_driver_sql(
        "CREATE INDEX case_row_imported_late ON case_row (reference) WHERE imported AND breached"
    )


def downgrade() -> None:
    """Not possible: a migration never removes records."""
    raise NotImplementedError("the records are not taken back by a migration: restore a backup")
