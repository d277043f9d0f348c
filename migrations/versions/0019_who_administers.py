"""Changes of staff and of trusted keys leave a row of who made them; what was revoked stays revoked.

The administration's role could take back what it had revoked, a key or the sessions of somebody, by an UPDATE.
"""

from alembic import op

from migrations import never_taken_back

revision = "0019"
down_revision = "0018"

VERBS = """
ALTER TABLE view DROP CONSTRAINT view_verb_check;
ALTER TABLE view ADD CONSTRAINT view_verb_check CHECK (verb IN (
    'look', 'list', 'numbers', 'attachments', 'search', 'export', 'break_glass', 'audit', 'handle', 'staff',
    'calendar', 'retention', 'hold', 'erase', 'trust'));
"""
STAYS_REVOKED = """
CREATE FUNCTION stays_revoked() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at THEN
        RAISE insufficient_privilege USING MESSAGE = 'a key that was revoked stays so';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION stays_ended() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.sessions_since IS NOT NULL AND (NEW.sessions_since IS NULL OR NEW.sessions_since < OLD.sessions_since) THEN
        RAISE insufficient_privilege USING MESSAGE = 'sessions that were ended stay so';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION stays_revoked, stays_ended FROM PUBLIC;
CREATE TRIGGER stays_revoked BEFORE UPDATE ON trusted_key FOR EACH ROW EXECUTE FUNCTION stays_revoked();
ALTER TABLE trusted_key ENABLE ALWAYS TRIGGER stays_revoked;
CREATE TRIGGER stays_ended BEFORE UPDATE ON staff FOR EACH ROW EXECUTE FUNCTION stays_ended();
ALTER TABLE staff ENABLE ALWAYS TRIGGER stays_ended;
"""


def upgrade() -> None:
    """Let views have the verb, and create the triggers with their functions."""
    for statements in (VERBS, STAYS_REVOKED):
        op.get_bind().exec_driver_sql(statements)


downgrade = never_taken_back
