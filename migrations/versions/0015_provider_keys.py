"""What an audit needs of a provider of OpenID Connect: the keys of its tokens, and who of the staff was whom.

A provider forgets its old keys, and people get other names there. A row is never changed nor deleted. No worker trusts
what stands here: it asks the provider itself, and `staff` says who somebody is now.
"""

from alembic import op

from migrations import never_taken_back

revision = "0015"
down_revision = "0014"

TABLES = """
CREATE TABLE provider_key (
    issuer varchar NOT NULL,
    kid varchar COLLATE "C" NOT NULL,
    audience varchar NOT NULL,
    public jsonb NOT NULL,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (issuer, kid)
);
CREATE TABLE known_subject (
    issuer varchar NOT NULL,
    subject varchar NOT NULL,
    staff_id varchar NOT NULL REFERENCES staff,
    PRIMARY KEY (issuer, subject)
);
INSERT INTO known_subject SELECT issuer, subject, id FROM staff WHERE issuer IS NOT NULL AND subject IS NOT NULL;
"""
APPEND_ONLY = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only;
"""


def upgrade() -> None:
    """Create the tables."""
    op.get_bind().exec_driver_sql(TABLES)
    for table in ("provider_key", "known_subject"):
        op.get_bind().exec_driver_sql(APPEND_ONLY.format(table=table))


downgrade = never_taken_back
