"""A case as its page shows it: the way it has gone, what is waited for, the reply, and what its beneficiary may do.

What they may do the rules say: each command is decided on the state that they are told of, and nothing is sent.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from activities.keys.erasure import erasure_of
from activities.records.database import Connection
from activities.records.history import history
from activities.reports.cases import row_of, those_on_record
from errors import CaseErased, NoSuchCase
from models.case.answers import Refusal
from models.case.commands import BENEFICIARY, COMMAND
from models.case.events import Event
from models.case.row import CaseRow
from models.case.state import CaseState
from models.codes import Status
from web.cases.status import CaseStatus, status_in, told_of
from workflows.case.decide import decide
from workflows.case.evolve import evolve

_RECEIVED = "SELECT received FROM request WHERE reference = %s"
ACTIONS: Mapping[str, Mapping[str, Any]] = {
    "reply": {"text": "…"},
    "reopen": {"text": "…"},
    "appeal": {"text": "…"},
    "rate": {"score": 3},
    "remind": {},
    "withdraw": {},
}
"""What a beneficiary does, with the least that each command says."""


@dataclass(frozen=True)
class WayStep:
    """A status on the way of a case: when it was reached last, and whether it stands there now."""

    status: Status
    at: datetime | None
    is_now: bool


@dataclass(frozen=True)
class CaseSeen:
    """What is shown of a case."""

    row: CaseRow
    status: CaseStatus
    request: dict[str, Any]
    """As it was received; empty where that is gone."""
    steps: tuple[WayStep, ...]
    actions: tuple[str, ...]
    appeal_is_there: bool = False
    """Whether the case of the last appeal is open by now: it comes a moment after the appeal."""

    @property
    def language(self) -> str:
        """The language in which they wrote."""
        return str(self.request.get("lang") or "ar")

    @property
    def subject(self) -> str:
        """What the person called it."""
        return str(self.request.get("subject_ar") or self.request.get("subject") or "")

    @property
    def text(self) -> str:
        """What the person wrote."""
        return str(next((self.request[each] for each in ("text_ar", "text_en", "text") if self.request.get(each)), ""))


def case_seen(connection: Connection, reference: str, now: datetime) -> CaseSeen:
    """A case on record as its beneficiary is told of it. Raises NoSuchCase, CaseErased, Damaged."""
    row = row_of(connection, reference)
    if erasure := erasure_of(connection, reference):
        raise CaseErased(reference, **asdict(erasure))
    found = history(connection, reference)
    if found is None:
        raise NoSuchCase(reference)
    policy, events = found
    received = connection.execute(_RECEIVED, (reference,)).fetchone()
    told = told_of(reference, policy, events)
    state, steps = _way(CaseState(reference=reference, policy=policy), told)
    newest = row.model_copy(update={"seq": events[-1].seq})
    request = (received or {}).get("received") or {}
    status, actions = status_in(newest, policy, told, state), tuple(possible(state, now))
    there = bool(status.appeal) and bool(those_on_record(connection, [status.appeal or ""]))
    return CaseSeen(newest, status, request, steps, actions, there)


def _way(state: CaseState, events: tuple[Event, ...]) -> tuple[CaseState, tuple[WayStep, ...]]:
    """The state after some events, and each status with when it was reached last."""
    reached = dict[Status, datetime]()
    before: Status | None = None
    for event in events:
        state = evolve(state, event)
        if state.status is not before:
            reached[state.status] = event.at
        before = state.status
    return state, tuple(WayStep(each, reached.get(each), each is state.status) for each in Status)


def possible(state: CaseState, now: datetime) -> Iterator[str]:
    """What the rules let the beneficiary do with a case."""
    for kind, least in ACTIONS.items():
        given = {"kind": kind, "command_id": "page-possible", "actor": BENEFICIARY, "sent_at": now, **least}
        if not isinstance(decide(state, COMMAND.validate_python(given), now), Refusal):
            yield kind
