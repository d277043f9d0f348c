"""Reading one case from wherever it can be had: the records, which need no worker, or else the case itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from activities.history import history
from activities.lists import CaseDetail, NoticeLine, case_detail
from commands.house import records
from errors import NoSuchCase, Unreachable
from models.case import CaseState
from models.events import Event
from models.policy import CasePolicy
from models.request import Request
from models.view import Explanation, View, explain, view
from render import DEFAULT_ZONE
from workflows.evolve import fold


@dataclass(frozen=True, slots=True)
class CaseFile:
    """All there is to show of a case. Policy, request and notices come from the records only."""

    view: View
    events: tuple[Event, ...]
    explanation: Explanation
    policy: CasePolicy | None = None
    request: Request | None = None
    notices: tuple[NoticeLine, ...] = ()

    @property
    def timezone(self) -> str:
        """Where the case's office is."""
        return self.policy.calendar.timezone if self.policy else DEFAULT_ZONE


def read_case(reference: str, now: datetime) -> CaseFile:
    """A case from the records; from its worker while they are away. Raises NoSuchCase, Unreachable."""
    try:
        with records() as connection:
            detail, known = case_detail(connection, reference), history(connection, reference)
    except Unreachable as away:
        return _from_worker(reference, away)
    if detail is None or known is None:
        raise NoSuchCase(reference)
    return _from_records(detail, *known, now)


def _from_records(detail: CaseDetail, policy: CasePolicy, events: tuple[Event, ...], now: datetime) -> CaseFile:
    state = fold(CaseState(reference=detail.row.reference, policy=policy), events)
    request = Request.model_validate(detail.request) if detail.request else None
    return CaseFile(view(state), events, explain(state, now), state.policy, request, detail.notices)


def _from_worker(reference: str, away: Unreachable) -> CaseFile:
    """Ask the case itself. When no worker answers either, it is the records' being away that people are told."""
    import asyncio

    import client

    async def ask() -> dict[str, Any]:
        connection = await client.connect()
        return {name: await client.query(connection, reference, name) for name in ("view", "timeline", "clock")}

    try:
        told = asyncio.run(ask())
    except Unreachable:
        raise away from None
    if told["view"] is None:
        raise NoSuchCase(reference)
    return CaseFile(
        view=View.model_validate(told["view"]),
        events=tuple(Event.model_validate(event) for event in told["timeline"]),
        explanation=Explanation.model_validate(told["clock"]),
    )
