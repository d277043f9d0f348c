"""Events may be sealed: `append_case_events` takes what their columns need beside them.

`heads` has for each event null, or the event without its text: then `body` is bytes that the function cannot read, and
that need no key to be chained. `plain` of a head, the SHA-256 of the event in clear, compares it with one that was
recorded before events were sealed. Workers of the version before give no heads, and call the function as they did;
an event of theirs is not compared with one that is sealed.
"""

from alembic import op

from migrations import never_taken_back

revision = "0017"
down_revision = "0016"

_COMPARED = "WHERE reference = of_case AND seq = event_seq AND body <> bytes;"
_COMPARED_BY_TEXT = """WHERE reference = of_case AND seq = event_seq AND body <> bytes AND CASE
                WHEN substring(body, 1, 1) <> '{' AND event ->> 'plain' IS NULL THEN false
                WHEN substring(body, 1, 1) = '{' AND event ->> 'plain' IS NOT NULL
                    THEN sha256(body) <> decode(event ->> 'plain', 'hex')
                ELSE true END;"""
_READ = """        said := convert_from(bytes, 'UTF8');
"""
_READ_OR_TAKEN = """        place := place + 1;
        said := heads ->> place;
        IF said IS NULL THEN
            said := convert_from(bytes, 'UTF8');
        END IF;
"""
_CHANGES = {
    "policy_slice text,": "policy_slice text, heads jsonb DEFAULT NULL::jsonb,",
    "    said text;\n": "    said text;\n    place integer := -1;\n",
    _READ: _READ_OR_TAKEN,
    _COMPARED: _COMPARED_BY_TEXT,
}
_DEFINITION = "SELECT pg_get_functiondef('append_case_events'::regproc)"
NOT_FOR_ALL = "REVOKE ALL ON FUNCTION append_case_events FROM PUBLIC"


def upgrade() -> None:
    """Make the new function of the old one, which goes."""
    connection = op.get_bind()
    definition = str(connection.exec_driver_sql(_DEFINITION).scalar_one())
    for before, after in _CHANGES.items():
        if before not in definition:
            raise RuntimeError(f"append_case_events is not the function of 0003: it has no «{before.strip()[:40]}»")
        definition = definition.replace(before, after)
    for statements in ("DROP FUNCTION append_case_events", definition.replace("%", "%%"), NOT_FOR_ALL):
        connection.exec_driver_sql(statements)


downgrade = never_taken_back
