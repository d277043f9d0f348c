"""Attached files are on record: what each is, who put it there, whether it may be opened, and its key, sealed.

Their bytes are in a store, under the hash of what is stored. A file is put on record by one function, which keeps to
the limits of a case. What a file is does not change any more, whoever asks; a worker says what came of the
scan. Erasing a case empties keys and names. What was never followed by a request is dropped after a day.
"""

from alembic import op

from migrations import never_taken_back

revision = "0051"
down_revision = "0049"

TABLE = """
CREATE TABLE attached_file (
    id varchar COLLATE "C" PRIMARY KEY,
    reference varchar COLLATE "C" NOT NULL,
    number integer NOT NULL,
    status varchar NOT NULL,
    kind varchar NOT NULL,
    type varchar NOT NULL,
    size bigint NOT NULL,
    stored varchar COLLATE "C" NOT NULL,
    same bytea NOT NULL,
    key bytea NOT NULL,
    wrapped_by varchar,
    about bytea NOT NULL,
    put_by varchar NOT NULL,
    putter varchar NOT NULL,
    put_at timestamptz NOT NULL DEFAULT now(),
    tries integer NOT NULL DEFAULT 0,
    error varchar,
    scanned_at timestamptz,
    finding varchar,
    CHECK (status IN ('wanted', 'waiting', 'clean', 'unscanned', 'infected', 'not_fetched', 'erased')),
    CHECK (putter IN ('beneficiary', 'staff', 'channel')),
    UNIQUE (reference, number)
);
CREATE INDEX attached_file_unsettled ON attached_file (put_at)
    WHERE status = 'wanted' OR status = 'waiting' OR wrapped_by IS NOT NULL;
"""
PUT = """
CREATE FUNCTION put_file(given jsonb, file_key bytea, said bytea, alike bytea, most integer, most_bytes bigint)
RETURNS TABLE (file_id varchar, file_number integer, flaw varchar)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    new attached_file := jsonb_populate_record(NULL::attached_file, given);
    others integer;
    bytes bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(new.reference, 51));
    SELECT f.id, f.number INTO file_id, file_number FROM attached_file f
    WHERE f.reference = new.reference AND f.same = alike AND f.kind = new.kind
      AND f.status NOT IN ('infected', 'not_fetched', 'erased');
    IF FOUND THEN
        RETURN NEXT;
        RETURN;
    END IF;
    SELECT count(*), coalesce(sum(f.size), 0), coalesce(max(f.number), 0) + 1 INTO others, bytes, new.number
    FROM attached_file f WHERE f.reference = new.reference;
    file_id := new.id;
    IF EXISTS (SELECT FROM case_key k WHERE k.reference = new.reference AND k.erased_at IS NOT NULL) THEN
        flaw := 'case_gone';
    ELSIF others >= most THEN
        flaw := 'too_many';
    ELSIF bytes + new.size > most_bytes THEN
        flaw := 'case_full';
    ELSE
        INSERT INTO attached_file (id, reference, number, status, kind, type, size, stored, same, key, wrapped_by,
                                   about, put_by, putter)
        VALUES (new.id, new.reference, new.number, new.status, new.kind, new.type, new.size, new.stored, alike,
                file_key, new.wrapped_by, said, new.put_by, new.putter);
        file_number := new.number;
    END IF;
    RETURN NEXT;
END $$;
CREATE FUNCTION drop_file(of_file varchar) RETURNS varchar
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DELETE FROM attached_file f WHERE f.id = of_file AND f.put_at < now() - interval '1 day'
      AND NOT EXISTS (SELECT FROM case_row c WHERE c.reference = f.reference)
    RETURNING f.stored
$$;
"""
STAYS = """
CREATE FUNCTION file_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    told text[] := ARRAY['status', 'key', 'wrapped_by', 'tries', 'error', 'scanned_at', 'finding'];
    fetched text[] := told || ARRAY['type', 'size', 'stored', 'same', 'about'];
BEGIN
    IF OLD.status = 'wanted' AND to_jsonb(NEW) - fetched = to_jsonb(OLD) - fetched
       OR OLD.status <> 'erased' AND to_jsonb(NEW) - told = to_jsonb(OLD) - told
          AND (OLD.status = 'waiting' OR OLD.status = NEW.status)
       OR NEW.status = 'erased' AND NEW.key = '' AND NEW.about = ''
          AND EXISTS (SELECT FROM case_key WHERE reference = OLD.reference AND erased_at IS NOT NULL) THEN
        RETURN NEW;
    END IF;
    RAISE insufficient_privilege USING MESSAGE = 'a file stays as it was attached';
END $$;
CREATE TRIGGER file_stays BEFORE UPDATE ON attached_file FOR EACH ROW EXECUTE FUNCTION file_stays();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON attached_file FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE attached_file ENABLE ALWAYS TRIGGER file_stays;
ALTER TABLE attached_file ENABLE ALWAYS TRIGGER never_emptied;
REVOKE ALL ON FUNCTION put_file, drop_file, file_stays FROM PUBLIC;
"""


def upgrade() -> None:
    """Create table, functions and triggers."""
    for statements in (TABLE, PUT, STAYS):
        op.get_bind().exec_driver_sql(statements)


downgrade = never_taken_back
