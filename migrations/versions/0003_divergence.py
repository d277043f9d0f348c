"""Records that hold another event under a number say so to the case, and take nothing after it.

`append_case_events` does what `append_events` did, and returns besides the last event on record the first one that is
not the case's. Workers of the version before call `append_events`, which returns what it did.
"""

from alembic import op

from migrations import never_taken_back

revision = "0003"
down_revision = "0002"

APPLICATION = "tawasul_app"

_ON_RECORD = """INSERT INTO attention (kind, reference, about, at)
                SELECT 'records_diverged', of_case, event_seq::varchar, (event ->> 'at')::timestamptz
                FROM case_event WHERE reference = of_case AND seq = event_seq AND body <> bytes
                ON CONFLICT (kind, reference, about) DO NOTHING;
            CONTINUE;"""
_COMPARED = """PERFORM 1 FROM case_event WHERE reference = of_case AND seq = event_seq AND body <> bytes;
            CONTINUE WHEN NOT FOUND;
            INSERT INTO attention (kind, reference, about, at)
                VALUES ('records_diverged', of_case, event_seq::varchar, (event ->> 'at')::timestamptz)
                ON CONFLICT (kind, reference, about) DO NOTHING;
            diverged_at := event_seq;
            RETURN;"""
_CHANGES = {
    "append_events(": "append_case_events(",
    "policy_slice text)": "policy_slice text, OUT last_seq integer, OUT diverged_at integer)",
    "RETURNS integer": "RETURNS record",
    "    last_seq integer;\n": "",
    "RETURN last_seq;": "RETURN;",
    _ON_RECORD: _COMPARED,
}
_DEFINITION = "SELECT pg_get_functiondef('append_events'::regproc)"

THE_SAME_AS_BEFORE = """
CREATE OR REPLACE FUNCTION append_events(
    of_case varchar, bodies bytea[], new_row jsonb, new_request jsonb, policy_slice text
) RETURNS integer LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT last_seq FROM append_case_events(of_case, bodies, new_row, new_request, policy_slice)
$$;
"""
GRANTS = f"""
REVOKE ALL ON FUNCTION append_case_events FROM PUBLIC;
GRANT EXECUTE ON FUNCTION append_case_events TO {APPLICATION};
"""


def upgrade() -> None:
    """Make the new function of the old one, and the old one call it."""
    connection = op.get_bind()
    definition = str(connection.exec_driver_sql(_DEFINITION).scalar_one())
    for before, after in _CHANGES.items():
        if before not in definition:
            raise RuntimeError(f"append_events is not the function of 0002: it has no «{before.strip()[:40]}»")
        definition = definition.replace(before, after)
    for statements in (definition.replace("%", "%%"), THE_SAME_AS_BEFORE, GRANTS):
        connection.exec_driver_sql(statements)


downgrade = never_taken_back
