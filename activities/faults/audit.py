"""Audit of faults: the chain of each, and that its row is what its events make of it.

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
from models.codes import AuditFlaw
from models.faults.events import FaultEvent
from models.faults.row import FaultRow, project_fault
from models.faults.state import FaultState
from workflows.faults.evolve import fold_fault

_EVENTS: LiteralString = """
SELECT reference, seq, type, actor, body, hash FROM fault_event ORDER BY reference, seq
"""
_ROWS: LiteralString = "SELECT * FROM fault"


def flaws_of_faults(connection: Connection, sealer: PartSealer | None) -> Iterator[Flaw]:
    """The first flaw of each fault."""
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = {row["reference"]: row for row in cursor.execute(_ROWS)}
        events = cursor.execute(_EVENTS).fetchall()
    known = {reference: list(of_one) for reference, of_one in groupby(events, itemgetter("reference"))}
    for reference, row in rows.items():
        if flaw := _flaw(row, known.get(reference, []), sealer):
            yield flaw


def _flaw(row: Mapping[str, Any], events: list[dict[str, Any]], sealer: PartSealer | None) -> Flaw | None:
    reference, head = row["reference"], row["reference"].encode()
    for seq, event in enumerate(events, start=1):
        if event["seq"] != seq:
            return Flaw(reference, seq, AuditFlaw.MISSING)
        head = hashlib.sha256(head + event["body"]).digest()
        if head != event["hash"]:
            return Flaw(reference, seq, AuditFlaw.OTHER_HASH)
    if (len(events), head) != (row["seq"], row["head"]):
        return Flaw(reference, len(events), AuditFlaw.OTHER_HEAD)
    return _other_row(row, events, sealer) if sealer else None


def _other_row(row: Mapping[str, Any], kept: list[dict[str, Any]], sealer: PartSealer) -> Flaw | None:
    """That the columns of an event, or the row, are not what the events say; what cannot be read is a flaw too."""
    reference, state = row["reference"], FaultState(reference=row["reference"])
    for each in kept:
        try:
            event = FaultEvent.model_validate_json(sealer.opened(each["body"]))
        except ValidationError as error:
            return Flaw(reference, each["seq"], AuditFlaw.NOT_FOLDED, {"error": error.title})
        if (event.seq, event.body.type, event.actor.id) != (each["seq"], each["type"], each["actor"]):
            return Flaw(reference, each["seq"], AuditFlaw.OTHER_COLUMNS)
        state = fold_fault(state, [event])
    expected = project_fault(state)
    differs = [name for name in FaultRow.model_fields if getattr(expected, name) != row[name]]
    return Flaw(reference, row["seq"], AuditFlaw.OTHER_ROW, {"differs": ", ".join(differs)}) if differs else None
