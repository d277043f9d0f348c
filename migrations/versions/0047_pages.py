"""The pages for beneficiaries: one-time codes, every try of one, and the sessions that they open.

A worker makes and sends a code; the desk's role can neither read it nor open a session without it: both functions
compare, count and write as the owner. What was tried stays on record.
"""

from alembic import op

revision = "0047"
down_revision = "0044"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE one_time_code (
    sending varchar COLLATE "C" PRIMARY KEY,
    reference varchar COLLATE "C" NOT NULL,
    hash bytea NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    until timestamptz NOT NULL,
    tries integer NOT NULL DEFAULT 0,
    used_at timestamptz,
    last_sending varchar NOT NULL,
    sent integer NOT NULL,
    sent_at timestamptz NOT NULL DEFAULT now(),
    channel varchar,
    error varchar
);
CREATE INDEX one_time_code_of_case ON one_time_code (reference, made_at);
CREATE TABLE one_time_try (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    reference varchar COLLATE "C" NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    outcome varchar NOT NULL CHECK (outcome IN ('opened', 'wrong', 'none')),
    sending varchar
);
CREATE INDEX one_time_try_of_case ON one_time_try (reference, at);
CREATE TABLE page_session (
    digest bytea PRIMARY KEY,
    kind varchar NOT NULL CHECK (kind IN ('beneficiary')),
    about varchar COLLATE "C" NOT NULL,
    opened_at timestamptz NOT NULL DEFAULT now(),
    until timestamptz NOT NULL,
    ended_at timestamptz,
    sending varchar
);
CREATE INDEX page_session_open ON page_session (about) WHERE ended_at IS NULL;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON one_time_try
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE one_time_try ENABLE ALWAYS TRIGGER append_only;
"""
TRY = """
CREATE FUNCTION try_one_time_code(of_case varchar, of_hash bytea, session bytea) RETURNS varchar
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    code one_time_code;
    found_out varchar := 'none';
BEGIN
    SELECT * INTO code FROM one_time_code c
    WHERE c.reference = of_case AND c.until > now() AND c.used_at IS NULL AND c.tries < 5
    ORDER BY c.made_at DESC LIMIT 1 FOR UPDATE;
    IF FOUND THEN
        found_out := CASE WHEN code.hash = of_hash THEN 'opened' ELSE 'wrong' END;
        UPDATE one_time_code c SET tries = c.tries + 1, used_at = CASE WHEN found_out = 'opened' THEN now() END
        WHERE c.sending = code.sending;
    END IF;
    IF found_out = 'opened' THEN
        INSERT INTO page_session (digest, kind, about, until, sending)
        VALUES (session, 'beneficiary', of_case, now() + interval '1 hour', code.sending);
    END IF;
    INSERT INTO one_time_try (reference, outcome, sending) VALUES (of_case, found_out, code.sending);
    RETURN found_out;
END $$;
"""
END = """
CREATE FUNCTION end_page_session(session bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE page_session SET ended_at = now() WHERE digest = session AND ended_at IS NULL AND until > now();
    RETURN FOUND;
END $$;
CREATE FUNCTION end_page_sessions_of(whose varchar) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    many integer;
BEGIN
    UPDATE page_session SET ended_at = now() WHERE about = whose AND ended_at IS NULL AND until > now();
    GET DIAGNOSTICS many = ROW_COUNT;
    UPDATE one_time_code SET until = now() WHERE reference = whose AND until > now();
    RETURN many;
END $$;
REVOKE ALL ON FUNCTION try_one_time_code, end_page_session, end_page_sessions_of FROM PUBLIC;
"""


def upgrade() -> None:
    """Create tables and functions."""
    for statements in (TABLES, TRY, END):
        op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    """Records are never taken back."""
    raise NotImplementedError("the records are not taken back by a migration: restore a backup")
