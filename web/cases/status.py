"""A case as its beneficiary is told of it: codes, what was asked of them, the official reply; nothing of staff."""

from datetime import datetime

from pydantic import BaseModel, Field

from models.case.events import Event
from models.case.row import CaseRow
from models.case.state import CaseState
from models.codes import AskedKind, Outcome, Status
from models.policy import CasePolicy
from workflows.case.evolve import fold
from workflows.explain.asked import AskedItem, asked_of


class AskedOf(BaseModel):
    """One thing that was asked for."""

    kind: AskedKind
    what: str = Field(
        description="The code of a document or of a field, or the question; empty where the text says it."
    )
    asked_at: datetime
    arrived_at: datetime | None = Field(description="When it came; null while it is open.")
    text: dict[str, str] = Field(description="The text it was asked with, by language.")


class CaseStatus(BaseModel):
    """A case as its beneficiary is told of it."""

    reference: str
    seq: int = Field(description="The number of its last event; `ETag` is the same.")
    status: Status
    service: str
    opened_at: datetime
    updated_at: datetime
    due: datetime | None = Field(description="The instant promised, or until which the beneficiary has to answer.")
    outcome: Outcome | None
    asked: list[AskedOf] = Field(description="What was asked of the beneficiary since it was opened or reopened.")
    reply: dict[str, str] | None = Field(description="The official reply, by language; null before the decision.")
    appeal: str | None = Field(description="The case of the last appeal against its result.")
    appeal_of: str | None
    split_of: str | None


def told_of(reference: str, policy: CasePolicy, events: tuple[Event, ...]) -> tuple[Event, ...]:
    """The events of which a beneficiary is told: of a reply that waits and can be recalled, nothing yet."""
    held = fold(CaseState(reference=reference, policy=policy), events).held_reply
    return tuple(each for each in events if held is None or each.seq < held.seq)


def status_of(row: CaseRow, policy: CasePolicy, events: tuple[Event, ...]) -> CaseStatus:
    """What a beneficiary is told of a case."""
    told = told_of(row.reference, policy, events)
    return status_in(row, policy, told, fold(CaseState(reference=row.reference, policy=policy), told))


def status_in(row: CaseRow, policy: CasePolicy, told: tuple[Event, ...], state: CaseState) -> CaseStatus:
    """The same by the events of which a beneficiary is told, and the state after them."""
    decision = state.decision
    return CaseStatus(
        reference=row.reference,
        seq=row.seq,
        status=state.status,
        service=row.service,
        opened_at=row.opened_at,
        updated_at=told[-1].at,
        due=state.receipt().due,
        outcome=state.outcome,
        asked=[_asked(each) for each in asked_of(policy, told)],
        reply=decision.reply.texts if decision and decision.reply else None,
        appeal=row.appeal,
        appeal_of=row.appeal_of,
        split_of=row.split_of,
    )


def _asked(item: AskedItem) -> AskedOf:
    text = item.reply.texts if item.reply else {}
    return AskedOf(kind=item.kind, what=item.what, asked_at=item.asked_at, arrived_at=item.arrived_at, text=text)
