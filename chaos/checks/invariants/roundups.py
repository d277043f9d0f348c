"""The invariant of roundups: each tells its recipient of the cases that it has on record, and of no others.

A notice that is told in a roundup has no message of its own: it arrived when the roundups to all its recipients did.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from email import message_from_bytes
from email.message import Message

from chaos.checks.cases import FoldedEvidence
from chaos.checks.lost import ended_by
from chaos.history.evidence import Accepted, Row

_KEY = re.compile(r"RU-[0-9A-F]{16}:[0-9]{8}T[0-9]{6}Z:[0-9]+")
_REFERENCE = re.compile(r"TW(?:-[0-9A-Z]{4}){3}-[0-9A-Z]")


def is_roundup(key: str) -> bool:
    """Whether a message is a roundup, by its key."""
    return _KEY.fullmatch(key) is not None


def entries_of(run: FoldedEvidence) -> Mapping[str, list[Row]]:
    """What stands in each roundup, by its key."""
    found: dict[str, list[Row]] = defaultdict(list)
    for case in run.evidence.cases.values():
        for entry in case.entries:
            if entry["roundup"]:
                found[entry["roundup"]].append(entry)
    return found


def arrived_in_roundups(run: FoldedEvidence) -> frozenset[str]:
    """The keys of the notices that were told to all of their recipients in roundups."""
    arrived = {message.key for message in run.evidence.accepted}
    waiting, told = set[str](), set[str]()
    for case in run.evidence.cases.values():
        for entry in case.entries:
            (told if entry["roundup"] in arrived else waiting).add(entry["notice"])
    return frozenset(told - waiting)


def every_roundup_tells_of_its_cases(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """A roundup goes to its recipient, names the cases whose notices it has, each called for, and no other case."""
    entries = entries_of(run)
    for message in run.evidence.accepted:
        if not is_roundup(message.key):
            continue
        rows = entries.get(message.key, [])
        if not rows and not run.evidence.restored:
            yield "", f"{message.key} was sent and nothing on record is told in it"
        yield from _named(message, rows)
        for entry in rows:
            yield from _called_for(run, message, entry)


def _named(message: Accepted, rows: list[Row]) -> Iterator[tuple[str, str]]:
    told, named = {row["reference"] for row in rows}, set(_REFERENCE.findall(_text(message)))
    for reference in sorted(told ^ named if rows and message.body else ()):
        yield reference, f"{message.key} {'names' if reference in named else 'does not name'} this case"
    if rows and {message.headers.get("rcpt-to", "")} != {row["recipient"] for row in rows}:
        yield rows[0]["reference"], f"{message.key} went to somebody it was not for"


def _called_for(run: FoldedEvidence, message: Accepted, entry: Row) -> Iterator[tuple[str, str]]:
    case, key = run.cases.get(entry["reference"]), entry["notice"]
    notice = case.planned.get(key) if case else None
    if case is None or ended_by(case.events, key, entry["put_at"]):
        return
    if notice is None or notice.roundup != entry["name"]:
        yield case.reference, f"{key} was told in {message.key} and no event calls for it"
    elif message.at + run.evidence.skipped < notice.not_before:
        yield case.reference, f"{key} was told in {message.key} before its time"


def _text(message: Accepted) -> str:
    """The subject and the plain text of a mail."""
    mail = message_from_bytes(message.body or b"")
    part = mail.get_payload(0) if mail.is_multipart() else mail
    payload = part.get_payload(decode=True) if isinstance(part, Message) else b""
    return payload.decode() if isinstance(payload, bytes) else ""
