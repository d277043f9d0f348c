"""Audit of the notices: what an event says was sent is on record as sent, and as it was when it was sent.

Plain psycopg, as the rest of the audit.
"""

from collections.abc import Iterator, Mapping
from typing import Any, LiteralString

from psycopg.rows import dict_row

from activities.records.database import Connection
from models.codes import AuditFlaw, NoticeStatus
from models.notices.digest import NoticeOnRecord

TEXT_LOST = "text_lost"
"""The error of a notice that was put back after an older copy of the records was restored: its text is lost."""

_SENT: LiteralString = """
SELECT said.reference, said.seq, said.digest, disposed.emptied, n.* FROM (
    SELECT reference, seq, body ->> 'key' AS key, body ->> 'digest' AS digest FROM (
        SELECT reference, seq, convert_from(body, 'UTF8')::json -> 'body' AS body FROM case_event
        WHERE type = 'notice_sent' AND (%(reference)s::varchar IS NULL OR reference = %(reference)s)
    ) event
) said LEFT JOIN (
    SELECT key, audience, channel, template, recipients, subject, body, status, error FROM notice
) n USING (key) LEFT JOIN (
    SELECT reference, true AS emptied FROM case_key WHERE erased_at IS NOT NULL
    UNION SELECT reference, true FROM disposal WHERE kind = 'notices' AND disposal = 'anonymise'
) disposed USING (reference) ORDER BY said.reference, said.seq
"""
"""A notice has its row before its event, so there is none that is merely not written yet."""


def flaws_of_notices(connection: Connection, reference: str | None) -> Iterator[tuple[str, int, AuditFlaw]]:
    """The events that say of a notice that it was sent, which is not on record as sent, or as another one."""
    with connection.cursor("audit_notices", row_factory=dict_row) as cursor:
        cursor.itersize = 2_000
        for row in cursor.execute(_SENT, {"reference": reference}):
            if row["status"] != NoticeStatus.SENT:
                yield row["reference"], row["seq"], AuditFlaw.NOTICE_NOT_SENT
            elif not _is_as_sent(row):
                yield row["reference"], row["seq"], AuditFlaw.OTHER_NOTICE


def _is_as_sent(row: Mapping[str, Any]) -> bool:
    """Whether a notice has the digest its event has; an event of before has none, and a text that was lost or disposed
    of has no digest."""
    if row["digest"] is None or ((row["emptied"] or row["error"] == TEXT_LOST) and not row["body"]):
        return True
    on_record = NoticeOnRecord(*(row[name] for name in NoticeOnRecord._fields))
    return bool(on_record.digest == row["digest"])
