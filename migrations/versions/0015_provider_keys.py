"""The keys by which a provider of OpenID Connect signed tokens: it forgets its old ones, and an audit needs them.

A row is never changed nor deleted. No worker trusts what stands here: it asks the provider itself.
"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

APPLICATION = "tawasul_app"

TABLE = """
CREATE TABLE provider_key (
    issuer varchar NOT NULL,
    kid varchar COLLATE "C" NOT NULL,
    audience varchar NOT NULL,
    public jsonb NOT NULL,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (issuer, kid)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON provider_key
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE provider_key ENABLE ALWAYS TRIGGER append_only;
"""
GRANTS = f"GRANT SELECT, INSERT ON provider_key TO {APPLICATION}"


def upgrade() -> None:
    """Create the table."""
    for statements in (TABLE, GRANTS):
        op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    """Records are never taken back."""
    raise NotImplementedError("the records are not taken back by a migration: restore a backup")
