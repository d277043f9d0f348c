"""What is answered to a case that asks: as it was answered then, else by somebody of whoever is asked for."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any

from models.base import unchecked
from models.case.commands import Actor
from models.case.events import AppealOpened, Body, Escalated, SplitOff
from models.case.state import CaseState, PendingAction
from models.policy import Target
from simulation.policies import PolicySource
from simulation.recorded import Answers
from workflows.case.deadlines import carry_out

_actor = unchecked(Actor)


@dataclass(slots=True)
class Answering:
    """The answers of one case, each given once."""

    answers: Answers
    policies: PolicySource
    _people: dict[tuple[Any, ...], deque[Escalated]] = field(default_factory=dict)
    _terms: deque[Body] = field(default_factory=deque)
    _appeals: dict[str, Body] = field(default_factory=dict)
    _splits: deque[Body] = field(default_factory=deque)

    def __post_init__(self) -> None:
        for found in self.answers.people:
            self._people.setdefault((found.rung, found.action, found.target), deque()).append(found)
        self._terms.extend(self.answers.terms)
        self._splits.extend(self.answers.splits)
        self._appeals |= {each.appeal: each for each in self.answers.appeals if isinstance(each, AppealOpened)}

    def to(self, state: CaseState) -> Body | None:
        """The answer to the first thing that a case asks for; none when it asks for nothing."""
        if state.pending:
            return self._found(state, state.pending[0])
        if state.reclassification:
            return self.policies.terms(state, state.reclassification, self._terms.popleft() if self._terms else None)
        if second := state.pending_split:
            before = self._splits.popleft() if self._splits else None
            return before or SplitOff(second=second.reference, service=second.service, team=state.team or "")
        raised = state.open_appeal
        if raised and not raised.opened:
            return self._appeals.get(raised.reference) or AppealOpened(appeal=raised.reference)
        return None

    def _found(self, state: CaseState, pending: PendingAction) -> Body:
        known = self._people.get((pending.rung, pending.action.action, pending.action.target))
        if known:
            before = known.popleft()
            return carry_out(pending, before.people, before.fallback)
        return carry_out(pending, (_somebody(state, pending.action.target or state.rules.fallback),), False)


def _somebody(state: CaseState, target: Target) -> Actor:
    """Somebody of a role and team, for a search that nobody made then."""
    team = target.team or state.team
    return _actor(
        id=f"{target.role}.{team}" if team else str(target.role), role=target.role, teams=(team,) if team else ()
    )
