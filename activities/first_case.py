"""The case out of which another one is opened, as the records have it: an appeal's, or that of a second matter."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlmodel import col

from activities.records.store import Records
from activities.trust.evidence import read_events
from models.case.events import Event
from models.case.state import CaseState
from models.intake.request import Request
from models.policy import CasePolicy
from models.tables import CaseTable, EventTable, PolicyTable, RequestTable
from workflows.case.evolve import fold

_EVENTS = (
    select(col(EventTable.body))
    .where(col(EventTable.reference) == bindparam("reference"), col(EventTable.seq) <= bindparam("upto"))
    .order_by(col(EventTable.seq))
)
_CASE = (
    select(col(RequestTable.received), col(PolicyTable.slice))
    .join(CaseTable, col(CaseTable.reference) == RequestTable.reference)
    .join(PolicyTable, col(PolicyTable.digest) == CaseTable.policy)
    .where(col(RequestTable.reference) == bindparam("reference"))
)

_OPENING = 2
"""The events by which such a case is opened: filed, and assessed."""


@dataclass(frozen=True)
class FirstCase:
    """A request, and its case after the last of these events."""

    request: Request
    state: CaseState
    events: tuple[Event, ...]


def first_case(records: Records, reference: str, upto: int) -> FirstCase:
    """A case on record as it was after an event. Raises NoResultFound."""
    row = records.one(_CASE, {"reference": reference})
    events = _events(records, reference, upto)
    blank = CaseState(reference=reference, policy=CasePolicy.model_validate_json(row.slice))
    request = Request.model_validate(records.opened_json(row.received))
    return FirstCase(request, fold(blank, events), events)


def opening_on_record(records: Records, reference: str) -> tuple[Event, ...]:
    """The events by which a case was opened out of another one; none of one that is not on record."""
    return _events(records, reference, _OPENING)


def _events(records: Records, reference: str, upto: int) -> tuple[Event, ...]:
    rows = records.all(_EVENTS, {"reference": reference, "upto": upto})
    return tuple(read_events(records.opened(bytes(row.body)) for row in rows))
