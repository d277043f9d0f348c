"""`relive`: one recorded case under a policy. The rules of the case decide and time brings about what falls due,
at the instants at which it does; people act when they did."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from models.base import unchecked
from models.case.commands import SYSTEM, AnyCommand, Approve, Ask, InterimReply, Redirect, Reject
from models.case.events import Body, Event, NobodyAvailable, NoticeFailed, NoticeSent, SharedOut
from models.case.state import CaseState, Refusal
from models.codes import RefusalCode
from models.notices.key import NoticeKey
from models.notices.plan import addressed
from simulation.answering import Answering
from simulation.beginning import begin
from simulation.from_events import by_time
from simulation.policies import PolicySource
from simulation.recorded import Act, NotedFact, NoticedThen, Order, PastCase
from workflows.case.deadlines import Upcoming, caused_by, next_due
from workflows.case.decide import decide, decide_settled
from workflows.case.evolve import changed
from workflows.case.sharing.giving import brought_by_nobody
from workflows.case.sharing.work import work_of

_event = unchecked(Event)
_WITH_REPLY = (Approve, Reject, Ask, Redirect, InterimReply)


class RefusedOrder(NamedTuple):
    """A command that was taken then and is refused now."""

    at: datetime
    kind: str
    code: RefusalCode


@dataclass(slots=True)
class Life:
    """What came of a recorded case under a policy."""

    case: PastCase
    state: CaseState
    events: list[Event] = field(default_factory=list)
    notices: list[NoticeKey] = field(default_factory=list)
    """The notices that would be sent, by their keys."""
    refused: list[RefusedOrder] = field(default_factory=list)
    elsewhere: int = 0
    """How many commands were given by somebody of a team that this policy does not bring the case to."""


def relive(case: PastCase, policies: PolicySource, until: datetime) -> Life | Refusal:
    """The life of a case up to an instant, or why this policy does not open it. Raises NotOfThePolicy."""
    begun = begin(case, policies)
    if isinstance(begun, Refusal):
        return begun
    lived = Reliving(Life(case, begun[0]), Answering(case.answers, policies))
    lived.begin(*begun)
    for act in case.acts:
        if act.at > until:
            break
        lived.come_to(act.at, before=True)
        lived.do(act)
    lived.come_to(until, before=False)
    return lived.life


@dataclass(slots=True)
class Reliving:
    """A case while it is relived."""

    life: Life
    answering: Answering

    def begin(self, state: CaseState, events: Iterable[Event]) -> None:
        """Begin with an opening: the state before it, and its events."""
        self.life.state = state
        self.take(events)

    def take(self, events: Iterable[Event]) -> None:
        """Let events happen, and answer what the case asks for by them. Nobody gives a command twice here, so receipts
        are not kept, and of notices their keys."""
        state = self.life.state
        for event in events:
            state = changed(state, event)
            self.life.notices += addressed(state, event)
            self.life.events.append(event)
        self.life.state = state
        self._answer()

    def _answer(self) -> None:
        state = self.life.state
        if (answer := self.answering.to(state)) and state.last_at:
            self._note(answer, state.last_at)

    def come_to(self, at: datetime, *, before: bool) -> None:
        """Let everything happen that falls due up to an instant, each when it does."""
        while not self.life.case.as_noticed and (moment := next_due(self.life.state, at, before=before)):
            self._happens(moment, moment.at)

    def do(self, act: Act | NotedFact | NoticedThen) -> None:
        """Let an act, a fact or what was noticed happen."""
        if isinstance(act, NoticedThen):
            self._notice(act)
        elif isinstance(act, NotedFact):
            self._note_fact(act)
        else:
            for order in tuple(act.orders(self.life.state)):
                self.give(order, act.at)

    def _notice(self, seen: NoticedThen) -> None:
        left = seen.events
        while left > 0 and (moment := next_due(self.life.state, seen.at)):
            before = len(self.life.events)
            self._happens(moment, seen.at)
            left -= sum(map(by_time, self.life.events[before:]))

    def _note_fact(self, fact: NotedFact) -> None:
        """Note a fact, unless this policy sends no such notice, or gives the case to nobody."""
        body = fact.body
        if isinstance(body, SharedOut | NobodyAvailable):
            self._share_out(body, fact.at)
            return
        about = NoticeKey.parse(body.key) if isinstance(body, NoticeSent | NoticeFailed) else None
        if about and about not in self.life.notices:
            return
        self._note(body, fact.at)

    def _share_out(self, body: SharedOut | NobodyAvailable, at: datetime) -> None:
        """Give the case to whom it was given, or to nobody, where this policy has it given just then."""
        work = work_of(self.life.state)
        if work is None or (work.team, work.step) != (body.team, body.step):
            return
        brought = brought_by_nobody(self.life.state) if isinstance(body, NobodyAvailable) else ()
        for each in (body, *brought):
            self._note(each, at)

    def _note(self, body: Body, at: datetime) -> None:
        state = self.life.state
        self.take((_event(seq=state.seq + 1, at=state.not_before_last(at), actor=SYSTEM, body=body),))

    def _happens(self, moment: Upcoming, now: datetime) -> None:
        state = self.life.state
        self.take(caused_by(state, moment, state.not_before_last(now)))

    def give(self, order: Order, at: datetime) -> None:
        """Give a command; where this policy brings the case to another team, a colleague there does what was done."""
        state, command = self.life.state, order.command
        verdict = self._verdict(command, order, at)
        if (
            isinstance(verdict, Refusal)
            and verdict.code is RefusalCode.NOT_AUTHORISED
            and _is_elsewhere(state, command)
        ):
            colleague = command.actor.but(teams=(*command.actor.teams, state.team or ""))
            verdict = self._verdict(command.but(actor=colleague), order, at)
            self.life.elsewhere += not isinstance(verdict, Refusal)
        if isinstance(verdict, Refusal):
            self.life.refused.append(RefusedOrder(at, command.kind, verdict.code))
        else:
            self.take(verdict)

    def _verdict(self, command: AnyCommand, order: Order, at: datetime) -> tuple[Event, ...] | Refusal:
        state = self.life.state
        at = state.not_before_last(at)
        decided = decide if self.life.case.as_noticed else decide_settled
        verdict = decided(state, command, at)
        missing = isinstance(verdict, Refusal) and verdict.code is RefusalCode.MISSING_REPLY
        if missing and order.reply_as_sent and isinstance(command, _WITH_REPLY):
            return decide_settled(state, command.but(reply=order.reply_as_sent), at)
        return verdict


def _is_elsewhere(state: CaseState, command: AnyCommand) -> bool:
    return not command.actor.in_team(state.team, state.rules.pack)
