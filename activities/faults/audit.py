"""Audit of faults: the chain of each, that its row is what its events make of it, and that each is signed by whom it
names.

Plain psycopg, as the rest of the audit; without keys the chain alone is checked, which needs none.
"""

import hashlib
from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any, LiteralString

from psycopg.rows import dict_row
from pydantic import ValidationError

from activities.keys.parts import PartSealer
from activities.records.audit import Flaw
from activities.records.database import Connection
from activities.trust.evidence import ARCHIVE, archive_of
from models.codes import AuditFlaw
from models.faults.events import FaultEvent
from models.faults.row import FaultRow, project_fault
from models.faults.state import FaultState
from models.trust.evidence import Archive
from models.trust.fault_evidence import first_unsigned_of_fault
from workflows.faults.evolve import fold_fault

_EVENTS: LiteralString = """
SELECT reference, seq, type, actor, body, hash FROM fault_event ORDER BY reference, seq
"""
_ROWS: LiteralString = "SELECT * FROM fault"


def flaws_of_faults(connection: Connection, sealer: PartSealer | None, namespace: str = "default") -> Iterator[Flaw]:
    """The first flaw of each fault. Signatures are for the namespace."""
    archive = archive_of(connection.execute(ARCHIVE).fetchone() or {}, namespace)
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = {row["reference"]: row for row in cursor.execute(_ROWS)}
        events = cursor.execute(_EVENTS).fetchall()
    known = {reference: list(of_one) for reference, of_one in groupby(events, itemgetter("reference"))}
    for reference, row in rows.items():
        of_one = known.get(reference, [])
        flaw = _flaw_of_chain(row, of_one) or (_flaw_of_contents(archive, row, of_one, sealer) if sealer else None)
        if flaw:
            yield flaw


def _flaw_of_chain(row: Mapping[str, Any], events: list[dict[str, Any]]) -> Flaw | None:
    """What is seen without any key."""
    reference, head = row["reference"], row["reference"].encode()
    for seq, event in enumerate(events, start=1):
        if event["seq"] != seq:
            return Flaw(reference, seq, AuditFlaw.MISSING)
        head = hashlib.sha256(head + event["body"]).digest()
        if head != event["hash"]:
            return Flaw(reference, seq, AuditFlaw.OTHER_HASH)
    if (len(events), head) != (row["seq"], row["head"]):
        return Flaw(reference, len(events), AuditFlaw.OTHER_HEAD)
    return None


def _flaw_of_contents(
    archive: Archive, row: Mapping[str, Any], kept: list[dict[str, Any]], sealer: PartSealer
) -> Flaw | None:
    """That events are not what their columns say, nobody signed one who could, or the row is another one; what cannot
    be read is a flaw too."""
    reference, events = row["reference"], list[FaultEvent]()
    for each in kept:
        try:
            event = FaultEvent.model_validate_json(sealer.opened(each["body"]))
        except ValidationError as error:
            return Flaw(reference, each["seq"], AuditFlaw.NOT_FOLDED, {"error": error.title})
        if (event.seq, event.body.type, event.actor.id) != (each["seq"], each["type"], each["actor"]):
            return Flaw(reference, each["seq"], AuditFlaw.OTHER_COLUMNS)
        events.append(event)
    if unsigned := first_unsigned_of_fault(archive, reference, events):
        return Flaw(reference, unsigned, AuditFlaw.NOT_SIGNED)
    expected = project_fault(fold_fault(FaultState(reference=reference), events))
    differs = [name for name in FaultRow.model_fields if getattr(expected, name) != row[name]]
    return Flaw(reference, row["seq"], AuditFlaw.OTHER_ROW, {"differs": ", ".join(differs)}) if differs else None
