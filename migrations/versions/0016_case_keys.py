"""Keys of cases, wrapped: added by the workers, wrapped anew and erased by the owner alone."""

from alembic import op

from migrations import never_taken_back

revision = "0016"
down_revision = "0015"

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


def upgrade() -> None:
    """Create the table. Cases of before have no key until something of them is sealed."""
    op.get_bind().exec_driver_sql(TABLE)


downgrade = never_taken_back
