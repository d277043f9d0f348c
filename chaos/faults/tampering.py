"""What somebody who can write anything in the database does to the records, and what staff are told all the same."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tampering:
    """Statements of a superuser about the case `%(reference)s`, and the commands staff give after them.

    Each command ends with one of the codes `told`; where `audit`, `tawasul audit verify` names the case.
    """

    statements: tuple[str, ...]
    commands: tuple[tuple[str, ...], ...]
    told: frozenset[int] = frozenset({0})
    audit: bool = False


_DONE, _DONE_OR_DAMAGED = frozenset({0}), frozenset({0, 1})
_PAGES = (("show", "{reference}"), ("explain", "{reference}"))
_LISTS = (("cases", "--limit", "1000"), ("inbox", "--as", "{staff}"), ("board",))
_UNGUARDED = "ALTER TABLE case_event DISABLE TRIGGER append_only"
_GUARDED = "ALTER TABLE case_event ENABLE ALWAYS TRIGGER append_only"


def _events(change: str) -> Tampering:
    where = " WHERE reference = %(reference)s AND seq = 2"
    return Tampering((_UNGUARDED, change + where, _GUARDED), _PAGES, _DONE_OR_DAMAGED, audit=True)


TAMPERINGS: dict[str, Tampering] = {
    "a forged event": _events(
        """INSERT INTO case_event SELECT reference, 3, at, 'resolved', 'forger', 'director', 'forged',
        convert_to('{"seq": 3, "body": {"type": "resolved"}}', 'UTF8'), hash FROM case_event"""
    ),
    "an event that is no JSON": _events(r"UPDATE case_event SET body = '\x00ff'::bytea"),
    "an event without a kind": _events("""UPDATE case_event SET body = convert_to('{"seq": 2, "body": {}}', 'UTF8')"""),
    "an event taken away": _events("DELETE FROM case_event"),
    "a row with another decision": Tampering(
        (r"UPDATE case_row SET outcome = 'refused', assignee = E'x\u202e\x1b[2J' WHERE reference = %(reference)s",),
        (*_PAGES, *_LISTS),
        audit=True,
    ),
    "a request that is none": Tampering(
        ("""UPDATE request SET received = '{"a": [1e400]}' WHERE reference = %(reference)s""",),
        _PAGES,
        _DONE_OR_DAMAGED,
    ),
    "a policy that is none": Tampering(
        (
            "INSERT INTO policy VALUES ('forged', '{}') ON CONFLICT DO NOTHING",
            "UPDATE case_row SET policy = 'forged' WHERE reference = %(reference)s",
        ),
        _PAGES,
        _DONE_OR_DAMAGED,
        audit=True,
    ),
    "a notice of broken bytes": Tampering(
        (
            r"""INSERT INTO notice VALUES (%(reference)s || ':1:staff:email', %(reference)s, 1, 'staff', 'email',
            E'\x1b', '{}', E'\x1b[2J', '\xff00fe', 'failed', -1, now(), NULL, E'\u202e')""",
        ),
        (("notices", "--failed"), ("notices", "{reference}")),
    ),
    "a thing to see to with control characters": Tampering(
        (r"INSERT INTO attention (kind, reference, about, at) VALUES (E'\x1b[2J', E'\u202ex', E'\n\n', now())",),
        (("attention",),),
    ),
    "odd staff": Tampering(
        (
            r"INSERT INTO staff VALUES (E'odd\x1b[2J', E'\u202e\x1b', 'officer', E'a@b\nBcc: c@d', 'x', 'tlh', true)",
            r"INSERT INTO staff_team VALUES (E'odd\x1b[2J', 'exit_visas'), (E'odd\x1b[2J', E'\x1b')",
        ),
        (("staff", "list"), *_LISTS),
    ),
    "an absence without end": Tampering(
        ("INSERT INTO absence (staff_id, since, until) VALUES (%(staff)s, '-infinity', 'infinity')",),
        (("staff", "list"), *_LISTS),
        _DONE_OR_DAMAGED,
    ),
}
"""What is done to the records of one case, or to the lists of all."""

UNREADABLE_CALENDAR = (
    """INSERT INTO calendar_change VALUES ('expenses', 'forged', '{"a": 1}', 'x', 'forger', now())""",
)
