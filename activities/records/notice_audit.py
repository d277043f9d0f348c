"""Audit of the notices: what an event says was sent is on record as sent, and as it was when it was sent.

Plain psycopg, as the rest of the audit.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any, LiteralString

from psycopg.rows import dict_row

from activities.records.database import Connection
from models.case.events import Event, NoticeSent
from models.codes import AuditFlaw, NoticeStatus
from models.notices.digest import NoticeOnRecord

TEXT_LOST = "text_lost"
"""The error of a notice that was put back after an older copy of the records was restored: its text is lost."""

_SENT: LiteralString = """
SELECT reference, seq, body FROM case_event
WHERE type = 'notice_sent' AND (%(reference)s::varchar IS NULL OR reference = %(reference)s)
ORDER BY reference COLLATE "C", seq
"""
_NOTICES: LiteralString = """
SELECT reference, key, audience, channel, template, recipients, subject, body, status, error FROM notice
WHERE %(reference)s::varchar IS NULL OR reference = %(reference)s ORDER BY reference COLLATE "C"
"""
"""A notice has its row before its event, so there is none that is merely not written yet."""
_EMPTIED: LiteralString = """
SELECT reference FROM case_key WHERE erased_at IS NOT NULL
UNION SELECT reference FROM disposal WHERE kind = 'notices' AND disposal = 'anonymise'
"""


def flaws_of_notices(connection: Connection, reference: str | None) -> Iterator[tuple[str, int, AuditFlaw]]:
    """The events that say of a notice that it was sent, which is not on record as sent, or as another one.

    With memory for one case at a time. An event that cannot be read is a flaw of the chain, and passed over here.
    """
    given, emptied = {"reference": reference}, {each["reference"] for each in connection.execute(_EMPTIED)}
    with (
        connection.cursor("audit_sent", row_factory=dict_row) as sent,
        connection.cursor("audit_notices", row_factory=dict_row) as kept,
    ):
        sent.itersize = kept.itersize = 2_000
        notices = _OfEachCase(kept.execute(_NOTICES, given))
        for name, events in groupby(sent.execute(_SENT, given), itemgetter("reference")):
            by_key = {each["key"]: each for each in notices.of(name)}
            for seq, said in ((event["seq"], _said(event["body"])) for event in events):
                if said and (flaw := _flaw(said, by_key.get(said.key), name in emptied)):
                    yield name, seq, flaw


class _OfEachCase:
    """Rows in order of reference, given out case by case in that order."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self._groups = groupby(rows, itemgetter("reference"))
        self._next = next(self._groups, None)

    def of(self, reference: str) -> Iterator[Mapping[str, Any]]:
        """The rows of a case; those of the cases before it are passed over."""
        while self._next and self._next[0] < reference:
            self._next = next(self._groups, None)
        return self._next[1] if self._next and self._next[0] == reference else iter(())


def _said(body: bytes) -> NoticeSent | None:
    try:
        said = Event.model_validate_json(bytes(body)).body
    except ValueError:
        return None
    return said if isinstance(said, NoticeSent) else None


def _flaw(said: NoticeSent, row: Mapping[str, Any] | None, emptied: bool) -> AuditFlaw | None:
    if row is None or row["status"] != NoticeStatus.SENT:
        return AuditFlaw.NOTICE_NOT_SENT
    return None if _is_as_sent(said.digest, row, emptied) else AuditFlaw.OTHER_NOTICE


def _is_as_sent(digest: str, row: Mapping[str, Any], emptied: bool) -> bool:
    """Whether a notice has the digest its event has; an event of before has none, and a text that was lost or disposed
    of has no digest."""
    if not digest or ((emptied or row["error"] == TEXT_LOST) and not row["body"]):
        return True
    on_record = NoticeOnRecord(*(row[name] for name in NoticeOnRecord._fields))
    return bool(on_record.digest == digest)
