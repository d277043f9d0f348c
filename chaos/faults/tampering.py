"""Tampering with the records by a database superuser, and what the command line must report afterwards."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tampering:
    """Statements of a superuser about the case `%(reference)s`, and the commands that staff run after them.

    Each command must end with one of the exit codes `expected`; where `audit`, `tawasul audit verify` names the case.
    """

    statements: tuple[str, ...]
    commands: tuple[tuple[str, ...], ...]
    expected: frozenset[int] = frozenset({0})
    audit: bool = False


_DONE, _DONE_OR_DAMAGED = frozenset({0}), frozenset({0, 1})
_PAGES = (("show", "{reference}"), ("explain", "{reference}"))
_LISTS = (("cases", "--limit", "1000"), ("inbox", "--as", "{staff}"), ("board",))
_DISABLE_TRIGGER = "ALTER TABLE case_event DISABLE TRIGGER append_only"
_ENABLE_TRIGGER = "ALTER TABLE case_event ENABLE ALWAYS TRIGGER append_only"


def _second_event(change: str) -> Tampering:
    where = " WHERE reference = %(reference)s AND seq = 2"
    return Tampering((_DISABLE_TRIGGER, change + where, _ENABLE_TRIGGER), _PAGES, _DONE_OR_DAMAGED, audit=True)


TAMPERINGS: dict[str, Tampering] = {
    "a forged event": _second_event(
        """INSERT INTO case_event SELECT reference, 3, at, 'resolved', 'forger', 'director', 'forged',
        convert_to('{"seq": 3, "body": {"type": "resolved"}}', 'UTF8'), hash FROM case_event"""
    ),
    "an event that is no JSON": _second_event(r"UPDATE case_event SET body = '\x00ff'::bytea"),
    "an event without a kind": _second_event(
        """UPDATE case_event SET body = convert_to('{"seq": 2, "body": {}}', 'UTF8')"""
    ),
    "an event taken away": _second_event("DELETE FROM case_event"),
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
"""By what is changed in the records of one case, or in the lists of all."""

UNREADABLE_CALENDAR = (
    """INSERT INTO calendar_change VALUES ('expenses', 'forged', '{"a": 1}', 'x', 'forger', now())""",
)
"""Statements after which no case can be opened under the calendar `expenses`."""
