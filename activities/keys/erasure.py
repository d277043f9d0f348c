"""Erasure of a case: its key is shredded, and what was sealed with it can never be read again, in no copy made later.

What remains is what the audit needs: the chain of events as it was, codes and instants. As the owner of the records,
for the application may not change a key. Each step may be taken twice.
"""

from dataclasses import dataclass
from datetime import datetime

from psycopg import sql

from activities.records.database import Connection
from activities.records.sealed import event_bytes
from errors import NoSuchCase, Refused
from models.case.actor import Actor
from models.case.events import CODES_ONLY, Erased, Event
from models.case.row import CaseRow
from models.codes import ErasureReason, RefusalCode, Stage
from models.keys.parts import MARK

_CASE = sql.SQL("SELECT {} FROM case_row WHERE reference = %s").format(
    sql.SQL(", ").join(map(sql.Identifier, CaseRow.model_fields))
)
_ERASURE = "SELECT erased_at AS at, erased_by AS by, erased_why AS reason FROM case_key WHERE reference = %s"
_NOTED = "SELECT 1 AS found FROM case_event WHERE reference = %s AND type = 'erased'"
_IN_CLEAR = """
SELECT count(*) AS events FROM case_event
WHERE reference = %(reference)s AND substring(body, 1, 4) <> %(mark)s
  AND (NOT type = ANY(%(codes_only)s) OR type <> 'opened' AND position('"signed":'::bytea IN body) > 0)
"""
_NOTE = "SELECT last_seq FROM append_case_events(%s, %s::bytea[], %s::jsonb, NULL, NULL)"
_SHRED = """
INSERT INTO case_key (reference, key_id, wrapped_by, wrapped, made_at, erased_at, erased_by, erased_why)
VALUES (%(reference)s, '', '', NULL, %(at)s, %(at)s, %(by)s, %(reason)s)
ON CONFLICT (reference) DO UPDATE SET wrapped = NULL, erased_at = %(at)s, erased_by = %(by)s, erased_why = %(reason)s
WHERE case_key.wrapped IS NOT NULL
"""
_EMPTY = (
    "UPDATE request SET received = '{}', source_id = '', error_code = NULL, applicant_key = '', concerned_key = '',"
    " duplicate_key = NULL, words = '{}'"
    " WHERE reference = %(reference)s",
    "UPDATE notice SET outcomes = '{}' WHERE reference = %(reference)s AND outcomes <> '{}'",
    "UPDATE notice SET recipients = '[]', subject = '', body = ''"
    " WHERE reference = %(reference)s AND substring(body, 1, 4) <> %(mark)s",
    "DELETE FROM restart WHERE reference = %(reference)s",
    "UPDATE letter SET document = '', code = '' WHERE reference = %(reference)s AND code <> ''",
    "UPDATE attached_file SET status = 'erased', key = '', about = '', same = '', wrapped_by = NULL"
    " WHERE reference = %(reference)s AND status <> 'erased'",
)


@dataclass(frozen=True, slots=True)
class Erasure:
    """When a case was erased, by whom, and why."""

    at: datetime
    by: str
    reason: str


def erasure_of(connection: Connection, reference: str) -> Erasure | None:
    """The erasure of a case; None when it was not erased."""
    row = connection.execute(_ERASURE, (reference,)).fetchone()
    return Erasure(**row) if row and row["at"] else None


def events_in_clear(connection: Connection, reference: str) -> int:
    """How many events with texts were recorded before events were sealed: no erasure reaches them."""
    given = {"reference": reference, "codes_only": list(CODES_ONLY), "mark": MARK}
    row = connection.execute(_IN_CLEAR, given).fetchone()
    return int(row["events"]) if row else 0


def note_erasure(connection: Connection, reference: str, actor: Actor, reason: ErasureReason, at: datetime) -> None:
    """Put the erasure on record as the last event of a closed case. Raises NoSuchCase, Refused.

    No key is asked for: a case can be erased when what unwraps its key is away, or lost.
    """
    found = connection.execute(_CASE, (reference,)).fetchone()
    if found is None:
        raise NoSuchCase(reference)
    row = CaseRow.model_validate(found)
    if row.stage is not Stage.CLOSED or row.notices_waiting or row.appeal_open or row.splitting:
        raise Refused(RefusalCode.WRONG_STAGE, "only a closed request that waits for nothing is erased", "erase")
    if connection.execute(_NOTED, (reference,)).fetchone():
        return
    event = Event(seq=row.seq + 1, at=max(at, row.updated_at), actor=actor, body=Erased(reason=reason))
    after = row.model_copy(update={"seq": event.seq, "updated_at": event.at})
    connection.execute(_NOTE, (reference, [event_bytes(event)], after.model_dump_json()))


def shred(connection: Connection, reference: str, erasure: Erasure) -> None:
    """Destroy the key of a case, and empty what of it is not in the chain: nobody is found by it any more."""
    values = {"reference": reference, "at": erasure.at, "by": erasure.by, "reason": erasure.reason, "mark": MARK}
    with connection.transaction():
        for statement in (_SHRED, *_EMPTY):
            connection.execute(statement.encode(), values)
