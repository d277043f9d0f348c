"""Retention: holds on cases, and what was erased or anonymised of them.

No role disposes of anything by itself. The function does so, and only of a closed case without a hold whose notices
are settled; it leaves a row that nobody changes. A notice that was sent stays as it was sent until it is emptied so, or
its case was erased.
"""

from alembic import op

from migrations import never_taken_back

revision = "0018"
down_revision = "0017"

TABLES = """
CREATE TABLE hold (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    reference varchar COLLATE "C" NOT NULL REFERENCES case_row,
    why varchar NOT NULL,
    placed_by varchar NOT NULL,
    placed_at timestamptz NOT NULL DEFAULT now(),
    released_by varchar,
    released_at timestamptz,
    released_why varchar,
    CHECK ((released_at IS NULL) = (released_by IS NULL) AND (released_at IS NULL) = (released_why IS NULL))
);
CREATE INDEX hold_in_force ON hold (reference) WHERE released_at IS NULL;
CREATE TABLE disposal (
    reference varchar COLLATE "C" NOT NULL REFERENCES case_row,
    kind varchar NOT NULL,
    disposal varchar NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    by varchar NOT NULL,
    role varchar NOT NULL,
    pack varchar NOT NULL,
    version varchar NOT NULL,
    PRIMARY KEY (reference, kind, disposal),
    CHECK (kind IN ('request', 'attachments', 'events', 'notices', 'advice', 'views')),
    CHECK (disposal IN ('erase', 'anonymise', 'keep'))
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON disposal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE disposal ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE view DROP CONSTRAINT view_verb_check;
ALTER TABLE view ADD CHECK (verb IN ('look', 'list', 'numbers', 'attachments', 'search', 'export', 'break_glass',
                                     'audit', 'handle', 'staff', 'calendar', 'retention', 'hold', 'erase'));
"""
DISPOSE = """
CREATE FUNCTION may_dispose(of_case varchar) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM case_row WHERE reference = of_case AND stage = 'closed' AND notices_waiting = 0)
       AND NOT EXISTS (SELECT 1 FROM notice WHERE reference = of_case AND status = 'pending')
       AND NOT EXISTS (SELECT 1 FROM hold WHERE reference = of_case AND released_at IS NULL)
$$;
CREATE FUNCTION dispose(of_case varchar, kinds varchar[], how varchar, who varchar, in_role varchar,
                        of_pack varchar, of_version varchar) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(of_case, 15));
    IF NOT may_dispose(of_case) THEN
        RETURN false;
    END IF;
    IF how = 'anonymise' AND 'notices' = ANY (kinds) THEN
        UPDATE notice SET recipients = '[]', outcomes = '{}', subject = '', body = '' WHERE reference = of_case;
    END IF;
    IF how = 'anonymise' AND 'advice' = ANY (kinds) THEN
        UPDATE advice
        SET candidates = (SELECT coalesce(jsonb_agg(each - 'ngrams'), '[]') FROM jsonb_array_elements(candidates) each)
        WHERE reference = of_case;
    END IF;
    INSERT INTO disposal (reference, kind, disposal, by, role, pack, version)
        SELECT of_case, kind, how, who, in_role, of_pack, of_version FROM unnest(kinds) kind
    ON CONFLICT DO NOTHING;
    RETURN true;
END $$;
"""
NOT_FOR_ALL = "REVOKE ALL ON FUNCTION may_dispose, dispose FROM PUBLIC"
STAYS_AS_SENT = """
CREATE OR REPLACE FUNCTION stays_as_sent() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    emptied boolean := NEW.recipients = '[]' AND NEW.subject = '' AND NEW.body = '';
BEGIN
    IF OLD.status <> 'sent' THEN
        RETURN NEW;
    END IF;
    IF (NEW.status, NEW.key, NEW.reference, NEW.seq, NEW.audience, NEW.channel, NEW.template)
            IS NOT DISTINCT FROM (OLD.status, OLD.key, OLD.reference, OLD.seq, OLD.audience, OLD.channel, OLD.template)
    THEN
        IF (NEW.recipients, NEW.subject, NEW.body) IS NOT DISTINCT FROM (OLD.recipients, OLD.subject, OLD.body) THEN
            RETURN NEW;
        END IF;
        IF emptied THEN
            IF may_be_emptied(TG_RELID, OLD.reference) THEN
                RETURN NEW;
            END IF;
        END IF;
    END IF;
    RAISE insufficient_privilege USING MESSAGE = 'a notice stays as it was sent';
END $$;
CREATE FUNCTION may_be_emptied(notices oid, of_case varchar) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT pg_get_userbyid(relowner) = current_user
       AND (may_dispose(of_case)
            OR EXISTS (SELECT 1 FROM case_key WHERE reference = of_case AND erased_at IS NOT NULL))
    FROM pg_class WHERE oid = notices
$$;
REVOKE ALL ON FUNCTION may_be_emptied FROM PUBLIC;
"""


def upgrade() -> None:
    """Create tables and functions, and let views be of the new verbs."""
    for statements in (TABLES, DISPOSE, NOT_FOR_ALL, STAYS_AS_SENT):
        op.get_bind().exec_driver_sql(statements)


downgrade = never_taken_back
