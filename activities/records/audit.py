"""Audit of the records, case by case: no event missing, hashes and head right, the row as the events make it.

The chain goes over the bytes as they are kept, sealed or not, and needs no key. What the events say is folded and
compared with keys only, and of a case that was erased not at all.

The chain of hashes proves that nobody changed, removed or inserted an event without computing all later hashes anew.
Who has every right in the database can do that too: so each event must also be signed by whom it names, and come out
of the rules as it stands (`workflows.case.audit.proof`); and compare heads with a copy kept elsewhere (`log_audit`).

Plain psycopg: rows stream from cursors of the server, and SQLModel would add 0.24 s to the 0.17 s of the imports.
"""

import hashlib
import heapq
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any

import psycopg
from psycopg import IsolationLevel
from psycopg.rows import dict_row

from activities.keys.parts import PartSealer, is_sealed_json, place_of_event
from activities.records.database import Connection, allow_long_statements
from activities.records.notice_audit import flaws_of_notices
from activities.records.request_audit import flaw_of_request, is_receipt_of
from activities.trust.evidence import ARCHIVE, archive_of, read_events
from errors import Unreachable
from models.case.events import Erased, Event
from models.case.first_event import FirstEvent
from models.case.projection import project
from models.case.row import CaseRow
from models.case.state import CaseState
from models.codes import AuditFlaw, NotRedecided
from models.intake.request import Request
from models.keys.parts import read_part
from models.keys.wrapping import WrappedKey
from models.policy import CasePolicy
from models.trust.evidence import Archive
from workflows.case.audit.proof import proof_of_case
from workflows.case.audit.redecide import Redecision
from workflows.case.evolve import fold

Row = Mapping[str, Any]
"""A row of a table as it was read."""
PolicyByDigest = Callable[[str], CasePolicy | None]
"""The case policy on record with a digest; none when it is missing or changed."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """The first flaw of a case: at which event, what is wrong, and what the flaw is about as fields."""

    reference: str
    seq: int
    what: AuditFlaw
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class AuditReport:
    """Result of an audit: how much was read, how fast, and the flaw of each case that has one."""

    cases: int = 0
    events: int = 0
    seconds: float = 0.0
    unread: int = 0
    """Cases of which only the chain was checked: they were erased, or their keys are not at hand."""
    redecided: int = 0
    not_redecided: dict[NotRedecided, int] = field(default_factory=dict)
    """How many events were not decided again, or not all of them, by reason."""
    flaws: list[Flaw] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether no case has a flaw."""
        return not self.flaws


_EVENTS = """
SELECT * FROM case_event
WHERE %(reference)s::varchar IS NULL OR reference = %(reference)s ORDER BY reference, seq
"""
_ROWS = """
SELECT c.*, r.received, r.fingerprint AS received_as, r.applicant_key, r.concerned_key,
       r.source AS received_from, r.source_id AS received_id, r.error_code AS received_error,
       r.receipt, r.received_at,
       k.key_id, k.wrapped_by, k.wrapped, k.erased_at
FROM case_row c LEFT JOIN request r USING (reference) LEFT JOIN case_key k USING (reference)
WHERE %(reference)s::varchar IS NULL OR c.reference = %(reference)s ORDER BY c.reference
"""


ERASED = Erased.model_fields["type"].default


def verify(
    connection: Connection,
    reference: str | None,
    index_key: str = "",
    namespace: str = "default",
    sealer: PartSealer | None = None,
) -> AuditReport:
    """Check one case, or all as of one instant, with memory for one case at a time. Flaws are in order of reference.

    With the key of the index the hashes by which persons are found are checked too; with the keys of the cases what is
    sealed. Signatures are for the namespace.
    """
    report, began, counted = AuditReport(), time.perf_counter(), Counter[NotRedecided]()
    allow_long_statements(connection)
    connection.isolation_level = IsolationLevel.REPEATABLE_READ
    with connection.transaction():
        policies = _Policies(connection)
        archive = archive_of(connection.execute(ARCHIVE).fetchone() or {}, namespace)
        for name, events, row in _case_by_case(connection, reference):
            flaw = _flaw_of_chain(name, events, row)
            opened = None if flaw else _opened(sealer, events, row)
            report.unread += opened is None and flaw is None
            if opened:
                flaw = _flaw_of_contents(name, *opened, policies.get) or _flaw_of_request(name, *opened, index_key)
            if opened and flaw is None:
                proved = _proved(archive, *opened, policies.get)
                report.redecided += proved.redecided
                counted += proved.not_redecided
                flaw = Flaw(name, *proved.difference) if proved.difference else None
            report.cases += 1
            report.events += len(events)
            report.flaws += [flaw] if flaw else []
        unsent = (Flaw(name, seq, what) for name, seq, what in flaws_of_notices(connection, reference))
        report.flaws = _one_each([*report.flaws, *unsent])
    connection.isolation_level = None
    report.not_redecided = dict(counted)
    report.seconds = time.perf_counter() - began
    return report


def _one_each(flaws: Iterable[Flaw]) -> list[Flaw]:
    """The first flaw of each case, in order of reference."""
    return sorted({each.reference: each for each in sorted(flaws, key=lambda each: -each.seq)}.values(), key=_reference)


_reference = attrgetter("reference")


class _Policies:
    """The case policies on record, each read and checked against its digest once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[str, CasePolicy | None] = {}

    def get(self, digest: str) -> CasePolicy | None:
        """The policy, or none when it is missing or changed."""
        if digest not in self._known:
            found = self._connection.execute("SELECT slice FROM policy WHERE digest = %s", (digest,)).fetchone()
            self._known[digest] = read_policy(digest, found["slice"]) if found else None
        return self._known[digest]


def read_policy(digest: str, text: str) -> CasePolicy | None:
    """A case policy from its text on record; none when the text was changed."""
    try:
        policy = CasePolicy.model_validate_json(text)
    except ValueError:
        return None
    return policy if policy.digest == digest else None


Case = tuple[str, list[dict[str, Any]], dict[str, Any] | None]


def _case_by_case(connection: Connection, reference: str | None) -> Iterator[Case]:
    """Every reference that has events or a row, in order, with both: two sorted streams, merged."""
    with _stream(connection, "audit_events") as events, _stream(connection, "audit_rows") as rows:
        values, by_reference = {"reference": reference}, itemgetter("reference")
        merged = heapq.merge(events.execute(_EVENTS, values), rows.execute(_ROWS, values), key=by_reference)
        for name, found in groupby(merged, by_reference):
            of_case = list(found)
            row = next((each for each in of_case if "head" in each), None)
            yield name, [each for each in of_case if each is not row], row


def _stream(connection: Connection, name: str) -> psycopg.ServerCursor[dict[str, Any]]:
    cursor = connection.cursor(name, row_factory=dict_row)
    cursor.itersize = 2_000
    return cursor


def _opened(
    sealer: PartSealer | None, events: Sequence[Row], row: Row | None
) -> tuple[Sequence[Row], Row | None] | None:
    """The same with what is sealed opened; None where something cannot be opened."""
    if row and row["erased_at"]:
        return None
    if not any(read_part(event["body"]) for event in events) and not is_sealed_json((row or {}).get("received")):
        return events, row
    if sealer is None:
        return None
    try:
        if row and row["wrapped"]:  # not asked for case by case
            sealer.keys.to_unseal(row["reference"], WrappedKey(row["key_id"], row["wrapped_by"], row["wrapped"]))
        read: list[Row] = [{**event, "body": _of_its_place(sealer, event)} for event in events]
        return read, {**row, "received": sealer.opened_json(row["received"])} if row else None
    except Unreachable:
        return None


def _of_its_place(sealer: PartSealer, event: Row) -> bytes:
    """The bytes of an event; nothing when it was sealed for another place."""
    part = read_part(event["body"])
    if part is None:
        return bytes(event["body"])
    here = place_of_event(event["reference"], event["seq"])
    return sealer.opened_part(part) if part.place == here else b""


def _flaw_of_chain(name: str, events: Sequence[Row], row: Row | None) -> Flaw | None:
    """The first flaw of one case that is seen without any key."""
    chain = name.encode()
    for expected, event in enumerate(events, start=1):
        if event["seq"] != expected:
            return Flaw(name, expected, AuditFlaw.MISSING)
        chain = hashlib.sha256(chain + event["body"]).digest()
        if chain != event["hash"]:
            return Flaw(name, expected, AuditFlaw.OTHER_HASH)
        if read_part(event["body"]) is None and not _columns_agree(event):
            return Flaw(name, expected, AuditFlaw.OTHER_COLUMNS)
    return _flaw_of_row(name, len(events), chain, row) or _flaw_of_erasure(events, row)


def _flaw_of_erasure(events: Sequence[Row], row: Row | None) -> Flaw | None:
    """A key that is gone must have gone by an erasure, which stands in the chain."""
    if row is None or not row["erased_at"] or any(event["type"] == ERASED for event in events):
        return None
    return Flaw(row["reference"], len(events), AuditFlaw.KEY_GONE)


def _flaw_of_contents(name: str, events: Sequence[Row], row: Row | None, policy_by: PolicyByDigest) -> Flaw | None:
    """The first flaw of one case whose events were opened."""
    for event in events:
        if not _columns_agree(event):
            return Flaw(name, event["seq"], AuditFlaw.OTHER_COLUMNS)
    return _flaw_of_projection(events, row or {}, policy_by)


def _columns_agree(event: Row) -> bool:
    """Whether the columns kept for queries are what the hashed bytes say."""
    try:
        body = json.loads(event["body"])
        hashed = (body["seq"], body["body"]["type"], body["actor"]["id"], body["actor"]["role"], body["command_id"])
        at = datetime.fromisoformat(body["at"])
    except (ValueError, LookupError, TypeError):
        return False
    return hashed == tuple(event[name] for name in ("seq", "type", "actor", "role", "command_id")) and at == event["at"]


def _flaw_of_row(name: str, last: int, head: bytes, row: Row | None) -> Flaw | None:
    if row is None:
        return Flaw(name, last, AuditFlaw.NO_CASE)
    if row["seq"] > last:
        return Flaw(name, last + 1, AuditFlaw.MISSING)
    if row["seq"] < last:
        return Flaw(name, row["seq"] + 1, AuditFlaw.AFTER_HEAD)
    return None if row["head"] == head else Flaw(name, last, AuditFlaw.OTHER_HEAD)


NOT_YET_KNOWN = frozenset({"limited"})
"""Columns that are empty in a row which a version before them wrote, until the next event of its case."""


def _flaw_of_projection(events: Sequence[Row], row: Row, policy_by: PolicyByDigest) -> Flaw | None:
    name, last = row["reference"], len(events)
    try:
        history = tuple(Event.model_validate_json(event["body"]) for event in events)
        opened = history[0].body
        policy = policy_by(opened.policy) if isinstance(opened, FirstEvent) else None
        if policy is None:
            return Flaw(name, 1, AuditFlaw.OTHER_POLICY)
        rebuilt = project(fold(CaseState(reference=name, policy=policy), history))
        kept = CaseRow.model_validate(row)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        return Flaw(name, last, AuditFlaw.NOT_FOLDED, {"error": type(error).__name__})
    written = (each for each in CaseRow.model_fields if each not in NOT_YET_KNOWN or getattr(kept, each) is not None)
    differ = [column for column in written if getattr(kept, column) != getattr(rebuilt, column)]
    if differ:
        return Flaw(name, last, AuditFlaw.OTHER_ROW, {"differs": ", ".join(differ)})
    is_as_given = is_receipt_of(CaseState(reference=name, policy=policy), history, row)
    return None if is_as_given else Flaw(name, 1, AuditFlaw.OTHER_RECEIPT)


def _proved(archive: Archive, events: Sequence[Row], row: Row | None, policy_by: PolicyByDigest) -> Redecision:
    """The events of a case decided again, each of which must be signed by whom it names."""
    history = read_events(event["body"] for event in events)
    opened, received, name = history[0].body, row and row["received"], events[0]["reference"]
    policy = policy_by(opened.policy) if isinstance(opened, FirstEvent) else None
    request = Request.model_validate(received) if received else None
    return proof_of_case(archive, CaseState(reference=name, policy=policy), history, request)


def _flaw_of_request(name: str, events: Sequence[Row], row: Row | None, index_key: str) -> Flaw | None:
    flaw = flaw_of_request(events[0]["body"], row, index_key) if row else None
    return Flaw(name, 1, flaw) if flaw else None
