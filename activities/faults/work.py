"""The local activities of a fault: read and record it, find the terms of its pack and the cases to be told of it."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.in_force import VersionsRead
from activities.keys.parts import place_of_event
from activities.records.attention import call_attention, mark_failed
from activities.records.calendars import ANNOUNCED
from activities.records.database import UNDECIDED
from activities.records.store import REFUSED, Records, translated_errors
from models.calendar.change import CalendarChange
from models.calendar.rules import CalendarRules
from models.codes import AttentionKind
from models.faults.events import FaultEvent, FaultNoticeFailed
from models.faults.row import FaultRow
from models.intake.person_hash import code_hash
from models.packs.faults import fault_policy
from models.packs.pack import Pack
from workflows.faults.ports import (
    FaultActivity,
    FaultOnRecord,
    FaultRecorded,
    FaultTermsFound,
    FindFaultTerms,
    FindUntold,
    ReadFault,
    RecordFault,
    UntoldCases,
)

AT_ONCE = 50
"""Cases that are told of a fault together."""

_EVENTS = "SELECT body FROM fault_event WHERE reference = %(reference)s ORDER BY seq"
_HEAD = "SELECT seq, head FROM fault WHERE reference = %(reference)s"
_KEPT = "SELECT body FROM fault_event WHERE reference = %(reference)s AND seq = %(seq)s"
_COLUMNS = tuple(FaultRow.model_fields)
_PUT_ROW = f"""
INSERT INTO fault ({", ".join(_COLUMNS)}, head) VALUES ({", ".join(f"%({name})s" for name in _COLUMNS)}, %(head)s)
ON CONFLICT (reference) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in (*_COLUMNS[1:], "head"))}
"""  # noqa: S608 - names of our own columns
_PUT_EVENT = """
INSERT INTO fault_event (reference, seq, at, type, actor, role, command_id, body, hash)
VALUES (%(reference)s, %(seq)s, %(at)s, %(type)s, %(actor)s, %(role)s, %(command_id)s, %(body)s, %(hash)s)
"""
_UNTOLD = f"""
SELECT reference FROM (
    SELECT c.reference FROM request r JOIN case_row c USING (reference)
    WHERE r.error_code = ANY(%(codes)s) AND r.received_at >= %(since)s AND c.pack = %(pack)s AND c.fault IS NULL
      AND {UNDECIDED}
      AND NOT EXISTS (SELECT FROM case_event e WHERE e.reference = c.reference AND e.type = 'fault_unlinked')
    UNION ALL
    SELECT reference FROM case_row WHERE %(known)s AND fault = %(reference)s AND NOT fault_known AND {UNDECIDED}
) AS untold
WHERE reference > %(after)s ORDER BY reference LIMIT {AT_ONCE}
"""  # noqa: S608 - the only things filled in are conditions of ours


@dataclass(frozen=True)
class FaultWork:
    """The activities by which a fault uses the records. Plain functions, run in a pool of threads."""

    records: Records
    packs: Mapping[str, Pack]
    _versions: VersionsRead = field(default_factory=VersionsRead)

    @activity.defn(name=FaultActivity.READ, no_thread_cancel_exception=True)
    def read_fault(self, order: ReadFault) -> FaultOnRecord:
        """The events on record of a fault."""
        rows = self.records.all(_EVENTS, {"reference": order.reference})
        opened = (self.records.opened(bytes(row.body)) for row in rows)
        return FaultOnRecord(events=tuple(FaultEvent.model_validate_json(body) for body in opened))

    @activity.defn(name=FaultActivity.TERMS, no_thread_cancel_exception=True)
    def find_fault_terms(self, order: FindFaultTerms) -> FaultTermsFound:
        """What the pack in force says of faults, with its calendar as it was announced."""
        pack = self._versions.packs_at(self.records, self.packs, order.at).get(order.pack)
        policy = fault_policy(pack) if pack else None
        if policy is None:
            return FaultTermsFound()
        return FaultTermsFound(policy=policy.but(calendar=self._as_announced(policy.pack, policy.calendar)))

    @activity.defn(name=FaultActivity.RECORD, no_thread_cancel_exception=True)
    def record_fault(self, order: RecordFault) -> FaultRecorded:
        """Append events, each chained to the one before by its hash, and keep the row. A retry changes nothing."""
        with self.records.in_turn(order.reference) as records:
            kept = records.all(_HEAD, {"reference": order.reference})
            seq, head = (kept[0].seq, bytes(kept[0].head)) if kept else (0, order.reference.encode())
            if all(event.seq > seq + 1 for event in order.events):
                return FaultRecorded(head=seq)  # an older copy was restored: the fault sends the rest
            rows = list(_chained(records, order, seq, head))
            if rows:
                records.execute(_PUT_ROW, {**order.row.model_dump(), "head": rows[-1]["hash"]})
            for row in rows:
                records.execute(_PUT_EVENT, row)
            for event in order.events:
                if isinstance(event.body, FaultNoticeFailed):
                    mark_failed(records, event.body.key, event.body.error, event.at)
        return FaultRecorded(head=max(seq, order.row.seq))

    @activity.defn(name=FaultActivity.UNTOLD, no_thread_cancel_exception=True)
    def find_untold_cases(self, order: FindUntold) -> UntoldCases:
        """The next cases that are to be linked to a fault, or told that it is known."""
        codes = codes_of(self.records, order.error_code)
        rows = self.records.all(_UNTOLD, {**order.model_dump(), "codes": codes})
        return UntoldCases(references=tuple(row.reference for row in rows))

    def _as_announced(self, pack: str, rules: CalendarRules) -> CalendarRules:
        for row in self.records.all(ANNOUNCED, {"pack": pack, "calendar": rules.name}):
            rules = CalendarChange.model_validate(row.change).apply(rules)
        return rules


def codes_of(records: Records, code: str) -> list[str]:
    """An error code as requests have it on record: in clear, and as its hash where they are sealed."""
    return [code, code_hash(records.index_key, code)]


def _chained(records: Records, order: RecordFault, seq: int, head: bytes) -> Iterator[dict[str, Any]]:
    """The rows of the events that are not on record yet. Raises ApplicationError where another one is."""
    for event in order.events:
        body = _kept_body(records, order.reference, event)
        if event.seq <= seq:
            _check_same(records, order.reference, event.seq, body, event.at)
            continue
        head = hashlib.sha256(head + body).digest()
        yield {
            "reference": order.reference,
            "seq": event.seq,
            "at": event.at,
            "type": event.body.type,
            "actor": event.actor.id,
            "role": event.actor.role,
            "command_id": event.command_id,
            "body": body,
            "hash": head,
        }


def _kept_body(records: Records, reference: str, event: FaultEvent) -> bytes:
    """An event as it is kept: sealed, as people write in many of them."""
    plain = event.model_dump_json().encode()
    with translated_errors():
        return records.sealer.sealed(place_of_event(reference, event.seq), plain) if records.sealer else plain


def _check_same(records: Records, reference: str, seq: int, body: bytes, at: datetime) -> None:
    kept = bytes(records.one(_KEPT, {"reference": reference, "seq": seq}).body)
    if kept != body:
        call_attention(records, AttentionKind.RECORDS_REFUSED, reference, f"event {seq} is another one", at)
        raise ApplicationError(f"another event {seq} is on record of the fault", type=REFUSED, non_retryable=True)
