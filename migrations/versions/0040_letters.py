"""Official letters are on record: the forms they are made by, their numbers, and each document, kept once.

Workers number and keep them by two functions alone. A number is given in one transaction with the letter that has it,
so that a series has no gaps. What was given does not change, whoever asks; erasing a case empties code and document.
"""

from alembic import op

revision = "0040"
down_revision = "0037"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE letter_form (
    digest varchar COLLATE "C" PRIMARY KEY,
    content varchar NOT NULL
);
CREATE TABLE letter_series (
    pack varchar COLLATE "C" NOT NULL,
    year integer NOT NULL,
    last integer NOT NULL,
    PRIMARY KEY (pack, year)
);
CREATE TABLE letter (
    reference varchar COLLATE "C" NOT NULL,
    seq integer NOT NULL,
    pack varchar COLLATE "C" NOT NULL,
    year integer NOT NULL,
    number integer NOT NULL,
    written varchar NOT NULL,
    form varchar COLLATE "C" NOT NULL REFERENCES letter_form,
    code_hash bytea NOT NULL UNIQUE,
    code bytea NOT NULL,
    issued_at timestamptz NOT NULL,
    service varchar NOT NULL,
    outcome varchar NOT NULL,
    sha256 bytea,
    document bytea,
    signature varchar,
    signed_by varchar,
    made_at timestamptz,
    PRIMARY KEY (reference, seq),
    UNIQUE (pack, year, number)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON letter_form
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE letter_form ENABLE ALWAYS TRIGGER append_only;
"""
NUMBER = """
CREATE FUNCTION number_letter(given jsonb, of_hash bytea, of_code bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    new letter := jsonb_populate_record(NULL::letter, given);
BEGIN
    IF EXISTS (SELECT FROM letter l WHERE l.reference = new.reference AND l.seq = new.seq)
       OR NOT EXISTS (SELECT FROM case_event e WHERE e.reference = new.reference AND e.seq = new.seq
                      AND e.type = 'resolved' AND e.at = new.issued_at) THEN
        RETURN false;
    END IF;
    INSERT INTO letter_series (pack, year, last) VALUES (new.pack, new.year, 0) ON CONFLICT DO NOTHING;
    PERFORM FROM letter_series s WHERE s.pack = new.pack AND s.year = new.year FOR UPDATE;
    IF EXISTS (SELECT FROM letter l WHERE l.reference = new.reference AND l.seq = new.seq) THEN
        RETURN false;
    END IF;
    UPDATE letter_series s SET last = s.last + 1 WHERE s.pack = new.pack AND s.year = new.year
        RETURNING s.last INTO new.number;
    INSERT INTO letter (reference, seq, pack, year, number, written, form, code_hash, code, issued_at, service,
                        outcome)
    VALUES (new.reference, new.seq, new.pack, new.year, new.number,
            replace(new.written, '{number}', lpad(new.number::text, greatest(6, length(new.number::text)), '0')),
            new.form, of_hash, of_code, new.issued_at, new.service, new.outcome);
    RETURN true;
END $$;
"""
KEEP = """
CREATE FUNCTION keep_letter(of_case varchar, of_seq integer, pdf bytea, hash bytea, sign varchar, kid varchar)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE letter SET document = pdf, sha256 = hash, signature = sign, signed_by = kid, made_at = now()
    WHERE reference = of_case AND seq = of_seq AND made_at IS NULL
      AND NOT EXISTS (SELECT FROM case_key k WHERE k.reference = of_case AND k.erased_at IS NOT NULL);
    RETURN FOUND;
END $$;
"""
STAYS = """
CREATE FUNCTION letter_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    same boolean := (to_jsonb(NEW) - ARRAY['document', 'sha256', 'signature', 'signed_by', 'made_at'])
        = (to_jsonb(OLD) - ARRAY['document', 'sha256', 'signature', 'signed_by', 'made_at']);
    emptied boolean := (to_jsonb(NEW) - ARRAY['document', 'code']) = (to_jsonb(OLD) - ARRAY['document', 'code'])
        AND NEW.code = '' AND coalesce(NEW.document, '') = '';
BEGIN
    IF same AND OLD.made_at IS NULL THEN
        RETURN NEW;
    END IF;
    IF emptied AND EXISTS (
        SELECT FROM case_key WHERE reference = OLD.reference AND erased_at IS NOT NULL) THEN
        RETURN NEW;
    END IF;
    RAISE insufficient_privilege USING MESSAGE = 'a letter stays as it was given';
END $$;
CREATE TRIGGER letter_stays BEFORE UPDATE ON letter FOR EACH ROW EXECUTE FUNCTION letter_stays();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON letter
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE letter ENABLE ALWAYS TRIGGER letter_stays;
ALTER TABLE letter ENABLE ALWAYS TRIGGER never_deleted;
REVOKE ALL ON FUNCTION number_letter, keep_letter, letter_stays FROM PUBLIC;
"""


def upgrade() -> None:
    """Create tables, functions and triggers."""
    for statements in (TABLES, NUMBER, KEEP, STAYS):
        op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    """Records are never taken back."""
    raise NotImplementedError("the records are not taken back by a migration: restore a backup")
