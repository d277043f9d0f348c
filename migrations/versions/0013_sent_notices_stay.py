"""What a notice said, and to whom, cannot be changed once it was sent: not by the workers' role, nor by the owner.

A notice that was not sent yet may be fixed anew. The rights of the roles are in `activities.records.rights`, and
are given at the end of every migration.
"""

from alembic import op

from migrations import never_taken_back

revision = "0013"
down_revision = "0012"

STAYS_AS_SENT = """
CREATE FUNCTION stays_as_sent() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.status = 'sent' AND (NEW.status, NEW.key, NEW.reference, NEW.seq, NEW.audience, NEW.channel, NEW.template,
                                NEW.recipients, NEW.subject, NEW.body)
                IS DISTINCT FROM (OLD.status, OLD.key, OLD.reference, OLD.seq, OLD.audience, OLD.channel, OLD.template,
                                  OLD.recipients, OLD.subject, OLD.body) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a notice stays as it was sent';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION stays_as_sent FROM PUBLIC;
CREATE TRIGGER stays_as_sent BEFORE UPDATE ON notice FOR EACH ROW EXECUTE FUNCTION stays_as_sent();
"""


def upgrade() -> None:
    """Create the trigger and its function."""
    op.get_bind().exec_driver_sql(STAYS_AS_SENT)


downgrade = never_taken_back
