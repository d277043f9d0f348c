"""Keys of cases, wrapped: read and added by the application, wrapped anew and erased by the owner alone."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

APPLICATION = "tawasul_app"

TABLE = """
CREATE TABLE case_key (
    reference varchar COLLATE "C" PRIMARY KEY,
    key_id varchar COLLATE "C" NOT NULL,
    wrapped_by varchar NOT NULL,
    wrapped bytea,
    made_at timestamptz NOT NULL,
    erased_at timestamptz,
    erased_by varchar,
    erased_why varchar,
    CHECK ((wrapped IS NULL) = (erased_at IS NOT NULL))
);
CREATE INDEX case_key_wrapped_by ON case_key (wrapped_by);
"""
GRANTS = f"GRANT SELECT, INSERT ON case_key TO {APPLICATION}"


def upgrade() -> None:
    """Create the table. Cases of before have no key until something of them is sealed."""
    for statements in (TABLE, GRANTS):
        op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    """Records are never taken back."""
    raise NotImplementedError("the records are not taken back by a migration: restore a backup")
