"""Notices that went out, as their cases say, and that records restored from an older copy do not have as such.

Their text is not known any more: it was fixed in the records at the first try. So that nothing is said that was not
sent, a notice that is put back has no text and no recipients, and the error `text_lost`.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from activities.records.database import Connection, connect
from activities.records.history import history
from activities.records.notice_audit import TEXT_LOST
from models.case.events import Event, NoticeFailed, NoticeSent
from models.case.state import CaseState, Notice
from models.codes import NoticeStatus
from recovery.starting import DAMAGED
from workflows.case.audit import stories
from workflows.ports import RecordEvents

_ASTRAY = """
SELECT DISTINCT e.reference FROM case_event e
LEFT JOIN notice n ON n.key = substring(encode(e.body, 'escape') FROM '"key":"([^"]+)"')
WHERE e.type IN ('notice_sent', 'notice_failed')
  AND (n.key IS NULL OR (e.type = 'notice_sent' AND n.status = 'pending'))
ORDER BY e.reference
"""
_KNOWN = "SELECT key FROM notice WHERE reference = %s AND status <> 'pending'"
_OF_CASE = "SELECT key, audience, template, status, attempts, created_at FROM notice WHERE reference = %s"
_DATE = "UPDATE notice SET created_at = %s WHERE key = %s"
_PUT_BACK = """
INSERT INTO notice (key, reference, seq, audience, channel, template, recipients, subject, body, status, attempts,
                    created_at, sent_at, error)
VALUES (%(key)s, %(reference)s, %(seq)s, %(audience)s, %(channel)s, %(template)s, '[]', '', '', %(status)s, 0,
        %(created_at)s, %(sent_at)s, %(error)s)
ON CONFLICT (key) DO UPDATE SET status = excluded.status, sent_at = excluded.sent_at, error = NULL
WHERE notice.status = 'pending'
"""


def cases_astray(url: str) -> list[str]:
    """The cases whose events say of a notice that it went out, or was given up, and whose notices do not."""
    with connect(url) as connection:
        return [row["reference"] for row in connection.execute(_ASTRAY).fetchall()]


def lacks_notices(url: str, reference: str, unrecorded: Iterable[Event]) -> bool:
    """Whether the records lack a notice that went out by events that they do not have yet."""
    keys = {event.body.key for event in unrecorded if isinstance(event.body, NoticeSent)}
    if not keys:
        return False
    with connect(url) as connection:
        return not keys <= {row["key"] for row in connection.execute(_KNOWN, (reference,))}


def put_notices_back(url: str, reference: str, unrecorded: Iterable[Event] = ()) -> bool:
    """Put the notices of a case back that went out; False when its records are damaged."""
    with connect(url) as connection:
        try:
            policy, events = history(connection, reference) or (None, ())
            every = {event.seq: event for event in (*unrecorded, *events)}
            start = CaseState(reference=reference, policy=policy)
            in_order = [every[seq] for seq in sorted(every)]
            planned = stories.planned(start, in_order)
        except DAMAGED:
            return False
        known = {row["key"] for row in connection.execute(_KNOWN, (reference,))}
        for event in in_order:
            if isinstance(event.body, NoticeSent | NoticeFailed) and event.body.key not in known:
                _put_back(connection, reference, planned[event.body.key], event)
    return True


def notices_decided_again(url: str, reference: str, held: Sequence[RecordEvents]) -> dict[str, datetime]:
    """The notices on record that bear the instant of a run in which their event was decided earlier or later than on
    record, each with the instant on record."""
    with connect(url) as connection:
        _, events = history(connection, reference) or (None, ())
        again = stories.decided_again(events, (event for each in held for event in each.events))
        rows = connection.execute(_OF_CASE, (reference,)).fetchall() if again else []
    notices, at = (stories.RecordedNotice(**row) for row in rows), {event.seq: event.at for event in events}
    return {each.key: at[each.moment[0]] for each in notices if each.moment in again}


def date_notices(url: str, reference: str, held: Sequence[RecordEvents]) -> None:
    """Give these notices the instants of their events on record."""
    dated = notices_decided_again(url, reference, held)
    with connect(url) as connection:
        for key, at in dated.items():
            connection.execute(_DATE, (at, key))


def _put_back(connection: Connection, reference: str, notice: Notice, event: Event) -> None:
    sent = isinstance(event.body, NoticeSent)
    values = {
        "key": notice.key,
        "reference": reference,
        "seq": notice.seq,
        "audience": notice.audience,
        "channel": notice.channel,
        "template": notice.template,
        "status": NoticeStatus.SENT if sent else NoticeStatus.FAILED,
        "created_at": notice.created_at,
        "sent_at": event.at if sent else None,
        "error": TEXT_LOST,
    }
    connection.execute(_PUT_BACK, values)
