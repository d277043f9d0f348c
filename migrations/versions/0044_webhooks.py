"""Webhooks are on record: who is told of events, and for each of them what is to be delivered, in order for each case.

A trigger lines up each event for those who are told of it, in the transaction that puts it on record: so nothing is
lost between the two, whatever the version of the worker. Where nobody is told of anything it costs a look
into an empty table. `replay_webhooks` lines up again what was on record before. What a
subscriber may see no more is taken from what waits for it, and so is all of it when it is removed.
"""

from alembic import op

from migrations import never_taken_back

revision = "0044"
down_revision = "0040"

TABLES = """
CREATE TABLE webhook_subscriber (
    name varchar COLLATE "C" PRIMARY KEY,
    url varchar NOT NULL,
    secrets varchar[] NOT NULL DEFAULT '{}',
    scope varchar NOT NULL CHECK (scope IN ('beneficiary', 'staff')),
    types varchar[] NOT NULL DEFAULT '{}',
    pack varchar,
    channels varchar[] NOT NULL DEFAULT '{}',
    added_by varchar NOT NULL,
    added_at timestamptz NOT NULL DEFAULT now(),
    stopped_at timestamptz,
    removed_at timestamptz
);
CREATE TABLE webhook_delivery (
    subscriber varchar COLLATE "C" NOT NULL REFERENCES webhook_subscriber,
    reference varchar COLLATE "C" NOT NULL,
    seq integer NOT NULL,
    key varchar NOT NULL,
    type varchar NOT NULL,
    at timestamptz NOT NULL,
    body varchar,
    status varchar NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'sent', 'failed')),
    attempts integer NOT NULL DEFAULT 0,
    lined_up_at timestamptz NOT NULL DEFAULT now(),
    next_at timestamptz NOT NULL DEFAULT now(),
    first_tried_at timestamptz,
    ended_at timestamptz,
    error varchar,
    PRIMARY KEY (subscriber, reference, seq)
);
CREATE INDEX webhook_delivery_pending ON webhook_delivery (subscriber, attempts, next_at) WHERE status = 'pending';
CREATE INDEX webhook_delivery_lined_up ON webhook_delivery (subscriber, lined_up_at);
"""
IS_TOLD = """
CREATE FUNCTION is_told(s webhook_subscriber, c case_row, kind varchar) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT s.removed_at IS NULL
        AND (s.pack IS NULL OR s.pack = c.pack)
        AND (s.channels = '{}' OR c.channel = ANY(s.channels))
        AND (s.types = '{}' OR kind = ANY(s.types))
        AND (s.scope = 'staff' OR kind NOT IN ('resolved', 'asked', 'interim_replied') OR NOT EXISTS (
            SELECT FROM policy p WHERE p.digest = c.policy AND p.slice::jsonb ? 'recall'))
$$;
"""
_COLUMNS = "subscriber, reference, seq, key, type, at"
_LINED_UP = (
    "s.name, e.reference, e.seq, e.reference || '.' || e.seq || '.' || left(encode(e.hash, 'hex'), 8), e.type, e.at"
)
_ANEW = """status = 'pending', attempts = 0, lined_up_at = now(), next_at = now(), first_tried_at = NULL,
            ended_at = NULL, error = NULL"""
LINE_UP = f"""
CREATE FUNCTION line_up_for_webhooks() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    before integer := 0;
BEGIN
    IF NOT EXISTS (SELECT FROM webhook_subscriber WHERE removed_at IS NULL) THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        before := OLD.seq;
    END IF;
    INSERT INTO webhook_delivery ({_COLUMNS})
        SELECT {_LINED_UP}
        FROM webhook_subscriber s
        JOIN case_event e ON e.reference = NEW.reference AND e.seq > before AND e.seq <= NEW.seq
        WHERE is_told(s, NEW, e.type)
        ON CONFLICT (subscriber, reference, seq) DO UPDATE
        SET key = excluded.key, type = excluded.type, at = excluded.at, body = NULL, {_ANEW}
        WHERE webhook_delivery.key <> excluded.key;
    RETURN NULL;
END $$;
CREATE TRIGGER line_up_for_webhooks AFTER INSERT OR UPDATE ON case_row
    FOR EACH ROW EXECUTE FUNCTION line_up_for_webhooks();
"""  # noqa: S608 - names and expressions of ours
REPLAY = f"""
CREATE FUNCTION replay_webhooks(
    of_subscriber varchar, of_case varchar, since timestamptz, until timestamptz, failed_only boolean
) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    lined_up integer;
BEGIN
    INSERT INTO webhook_delivery ({_COLUMNS})
        SELECT {_LINED_UP}
        FROM webhook_subscriber s CROSS JOIN case_event e JOIN case_row c USING (reference)
        WHERE s.name = of_subscriber AND is_told(s, c, e.type)
          AND (of_case IS NULL OR e.reference = of_case)
          AND (since IS NULL OR e.at >= since) AND (until IS NULL OR e.at < until)
          AND (NOT failed_only OR EXISTS (
              SELECT FROM webhook_delivery d WHERE d.subscriber = s.name AND d.reference = e.reference
              AND d.seq = e.seq AND d.status = 'failed'))
        ON CONFLICT (subscriber, reference, seq) DO UPDATE SET {_ANEW}
            WHERE webhook_delivery.status <> 'pending';
    GET DIAGNOSTICS lined_up = ROW_COUNT;
    RETURN lined_up;
END $$;
"""  # noqa: S608 - as above
RECONSIDER = """
CREATE FUNCTION reconsider_webhooks() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    DELETE FROM webhook_delivery d USING case_row c
        WHERE d.subscriber = NEW.name AND d.status = 'pending' AND c.reference = d.reference
          AND NOT is_told(NEW, c, d.type);
    IF NEW.scope <> OLD.scope THEN
        UPDATE webhook_delivery SET body = NULL WHERE subscriber = NEW.name AND body IS NOT NULL;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER reconsider_webhooks AFTER UPDATE OF scope, types, pack, channels, removed_at ON webhook_subscriber
    FOR EACH ROW EXECUTE FUNCTION reconsider_webhooks();
REVOKE ALL ON FUNCTION is_told, line_up_for_webhooks, replay_webhooks, reconsider_webhooks FROM PUBLIC;
"""
VERBS = """
ALTER TABLE view DROP CONSTRAINT view_verb_check;
ALTER TABLE view ADD CONSTRAINT view_verb_check CHECK (verb IN (
    'look', 'list', 'numbers', 'attachments', 'search', 'export', 'break_glass', 'audit', 'handle', 'staff',
    'calendar', 'retention', 'hold', 'erase', 'trust', 'policy', 'webhooks'));
"""


def upgrade() -> None:
    """Create tables, functions and trigger; let views have the verb."""
    for statements in (TABLES, IS_TOLD, LINE_UP, REPLAY, RECONSIDER, VERBS):
        op.get_bind().exec_driver_sql(statements.replace("%", "%%"))


downgrade = never_taken_back
