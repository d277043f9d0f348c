"""Keys of cases, wrapped: added by the workers, wrapped anew and erased by the owner alone.

Of a case that was erased the notices that were sent may be emptied too: they stay as they were sent until then.
"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

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
STAYS_AS_SENT = """
CREATE OR REPLACE FUNCTION stays_as_sent() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.status <> 'sent' THEN
        RETURN NEW;
    END IF;
    IF (NEW.status, NEW.key, NEW.reference, NEW.seq, NEW.audience, NEW.channel, NEW.template)
            IS DISTINCT FROM (OLD.status, OLD.key, OLD.reference, OLD.seq, OLD.audience, OLD.channel, OLD.template) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a notice stays as it was sent';
    END IF;
    IF (NEW.recipients, NEW.subject, NEW.body) IS DISTINCT FROM (OLD.recipients, OLD.subject, OLD.body)
            AND NOT (NEW.recipients = '[]' AND NEW.subject = '' AND NEW.body = ''
                     AND EXISTS (SELECT FROM case_key WHERE reference = OLD.reference AND erased_at IS NOT NULL)) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a notice stays as it was sent';
    END IF;
    RETURN NEW;
END $$;
"""


def upgrade() -> None:
    """Create the table. Cases of before have no key until something of them is sealed."""
    for statements in (TABLE, STAYS_AS_SENT):
        op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    """Records are never taken back."""
    raise NotImplementedError("the records are not taken back by a migration: restore a backup")
