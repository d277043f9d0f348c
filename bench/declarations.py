"""Maps the events of the BPIC 2020 log of domestic declarations to commands; the table is in docs/bpic2020.md.

Commands follow from one event and the system's own view of the case at that moment: neither a later event of the log
nor its outcome is used. A declaration that is decided in the queue is claimed by its team first.
Outcomes: paid is `done`, rejected is `refused`, withdrawn_to_draft is `withdrawn`.
"""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from models.case.commands import (
    BENEFICIARY,
    Actor,
    AnyCommand,
    Approve,
    Claim,
    Confirm,
    Reject,
    Reopen,
    Reply,
    Withdraw,
)
from models.case.views import View
from models.codes import Outcome, Role, Stage
from models.intake.request import Request, read_request
from models.policy import CasePolicy

END_STATES = {"paid": Outcome.DONE, "rejected": Outcome.REFUSED, "withdrawn_to_draft": Outcome.WITHDRAWN}
"""The outcome a case must have for each outcome of the log."""

STEPS = {
    "PRE_APPROVER": "pre_approval",
    "ADMINISTRATION": "administration",
    "BUDGET OWNER": "budget_owner",
    "SUPERVISOR": "supervisor",
}
"""The step of the pack's approval chain that belongs to each role of the log."""
FINAL, PAYMENT = "supervisor", "payment"
EMPLOYEE = "EMPLOYEE"


@dataclass(frozen=True)
class LogEvent:
    """One event of the log; `place` is its number within the case, from 0."""

    at: datetime
    case: str
    place: int
    activity: str


@dataclass(frozen=True)
class Declaration:
    """One case of the log. `outcome` is for comparing at the end only."""

    id: str
    amount: float
    events: tuple[LogEvent, ...]
    outcome: str


def read_log(path: Path, first: int) -> list[Declaration]:
    """The first declarations of a log in the normal form, by arrival."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [_declaration(json.loads(line)) for line in islice(lines, first)]


def in_real_order(declarations: list[Declaration]) -> list[LogEvent]:
    """All events of all cases as they happened."""
    events = [event for declaration in declarations for event in declaration.events]
    return sorted(events, key=lambda event: event.at)


@dataclass(frozen=True)
class People:
    """The actors: one person for each step of the pack's chain, an officer of the team, and a director."""

    by_step: Mapping[str, Actor]
    officer: Actor
    director: Actor

    @classmethod
    def of(cls, policy: CasePolicy, team: str) -> "People":
        """The people for a chain and for the team that declarations are routed to."""
        by_step = {step.name: Actor(id=step.name, role=step.roles[0], teams=step.teams) for step in policy.approvals}
        officer = Actor(id="officer", role=Role.OFFICER, teams=(team,))
        return cls(by_step, officer, director=Actor(id="director", role=Role.DIRECTOR))

    @property
    def everybody(self) -> tuple[Actor, ...]:
        """All of them, for the staff list."""
        return (*self.by_step.values(), self.officer, self.director)


def request_of(declaration: Declaration, now: datetime) -> Request:
    """The request of a declaration. The log names no employees: each declaration has one of its own."""
    return read_request(
        {
            "id": declaration.id,
            "channel": "university",
            "submitted_at": now.isoformat(),
            "lang": "en",
            "section": "declarations",
            "service": "domestic_declaration",
            "seed_kind": "declaration",
            "applicant": {"type": "employee", "id_type": "employee_number", "id_number": declaration.id},
            "context": {"amount": declaration.amount},
            "subject": "Domestic declaration",
        }
    )


def commands_for(event: LogEvent, seen: View, people: People) -> tuple[AnyCommand, ...]:
    """The commands that follow from an event after the first one, and from the view of its case."""
    verb, _, role = event.activity.removeprefix("Declaration ").partition(" by ")
    turn = _Turn(f"{event.case}.{event.place}", seen, people)
    if verb == "SUBMITTED":
        return turn.resubmit()
    if verb in ("APPROVED", "FINAL_APPROVED"):
        return turn.approve(people.by_step[STEPS[role]])
    if verb == "REJECTED" and role != EMPLOYEE:
        return turn.reject(people.by_step[STEPS.get(role) or turn.whose_turn()])
    if verb == "Request Payment":
        return () if turn.finally_approved else turn.approve(people.director)
    if verb == "Payment Handled":
        return turn.approve(people.by_step[PAYMENT])
    return ()


def at_the_end(declaration: Declaration) -> tuple[AnyCommand, ...]:
    """The commands at the end of the log: a draft without any later event is withdrawn."""
    last = declaration.events[-1]
    if last.activity != "Declaration SAVED by EMPLOYEE":
        return ()
    return (Withdraw(command_id=f"{last.case}.end.withdraw", actor=BENEFICIARY),)


@dataclass(frozen=True)
class _Turn:
    """The commands of one event. Their ids follow from the event, so playing it again changes nothing."""

    name: str
    seen: View
    people: People

    @property
    def finally_approved(self) -> bool:
        """Whether the case waits for its payment."""
        return self.seen.proposal is not None and any(step.step == FINAL for step in self.seen.proposal.steps)

    def whose_turn(self) -> str:
        """The next step, where the log does not name it."""
        return PAYMENT if self.finally_approved else FINAL

    def resubmit(self) -> tuple[AnyCommand, ...]:
        if self.seen.row.stage is not Stage.RESOLVED:
            return ()
        return (Reopen(command_id=f"{self.name}.reopen", actor=BENEFICIARY, text="submitted again"),)

    def approve(self, person: Actor) -> tuple[AnyCommand, ...]:
        if self.seen.proposal is not None:
            return (Confirm(command_id=f"{self.name}.confirm", actor=person),)
        approved = Approve(
            command_id=f"{self.name}.approve", actor=person, reason="in_order", reply=Reply(template="paid")
        )
        return (*self._taken_in(), approved)

    def reject(self, person: Actor) -> tuple[AnyCommand, ...]:
        reply = Reply(template="correct_and_resubmit")
        rejected = Reject(command_id=f"{self.name}.reject", actor=person, reason="not_in_order", reply=reply)
        return (*self._taken_in(), rejected)

    def _taken_in(self) -> tuple[AnyCommand, ...]:
        if self.seen.row.stage is not Stage.QUEUED:
            return ()
        return (Claim(command_id=f"{self.name}.claim", actor=self.people.officer),)


def _declaration(line: dict[str, Any]) -> Declaration:
    events = tuple(
        LogEvent(datetime.fromisoformat(event["at"]), line["case_id"], place, event["activity"])
        for place, event in enumerate(line["events"])
    )
    return Declaration(line["case_id"], line["attrs"]["amount"], events, line["outcome"])
