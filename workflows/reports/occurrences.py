"""The occurrences of a case, from its events: one walk along them, with the state before and after each. Pure."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from models.case import events as e
from models.case.clock import Clock
from models.case.events import Body, Event
from models.case.occurrence import Occurrence, OccurrenceKind
from models.case.state import CaseState
from models.codes import STAFF_ROLES, UNDECIDED, ClockKind, Stage
from models.policy import CasePolicy
from workflows.case.evolve import changed

Measured = dict[str, Any]
"""The fields of an occurrence that are its own, besides `kind`."""
Found = Iterator[tuple[OccurrenceKind, Measured]]


@dataclass(frozen=True, slots=True)
class _Step:
    """One event with the states around it, and what the events before it say that no state keeps."""

    before: CaseState
    event: Event
    after: CaseState
    stage_since: datetime
    by_hand: bool
    decided_by_hand: bool | None

    @property
    def begins_to_wait(self) -> bool:
        """Whether it is an official reply that can be recalled from then on."""
        return self.after.held_reply is not None and self.after.held_reply.seq == self.event.seq


def occurrences(reference: str, policy: CasePolicy, events: Iterable[Event]) -> tuple[Occurrence, ...]:
    """The occurrences of a case in their order; `policy` is the one it was opened under.

    A reply that was recalled, or still can be, has not occurred.
    """
    found: list[Occurrence] = []
    of_held_reply: list[Occurrence] = []
    for step in _steps(CaseState(reference=reference, policy=policy), events):
        if isinstance(step.event.body, e.Recalled):
            of_held_reply.clear()
        elif step.begins_to_wait:
            found += of_held_reply
            of_held_reply = [*_of(step)]
        else:
            found += [*(() if step.after.held_reply else of_held_reply), *_of(step)]
            of_held_reply = of_held_reply if step.after.held_reply else []
    return tuple(sorted(found, key=lambda each: each.seq))


def _steps(state: CaseState, events: Iterable[Event]) -> Iterator[_Step]:
    since: datetime | None = None
    before_reply: datetime | None = None
    by_hand, decided_by_hand = False, None
    for event in events:
        after = changed(state, event)
        by_hand = by_hand or (event.actor.role in STAFF_ROLES and not isinstance(event.body, e.Imported))
        if isinstance(event.body, e.Resolved):
            decided_by_hand = by_hand
        step = _Step(state, event, after, since or event.at, by_hand, decided_by_hand)
        yield step
        before_reply = since if step.begins_to_wait else before_reply
        since = event.at if since is None or after.stage is not state.stage else since
        since = before_reply if isinstance(event.body, e.Recalled) else since
        state = after


def _of(step: _Step) -> Iterator[Occurrence]:
    for kind, measured in (*_by_type(step), *_stay(step), *_responded(step)):
        yield replace(_plain(step, kind), **measured)


def _plain(step: _Step, kind: OccurrenceKind) -> Occurrence:
    """An occurrence with what the case was before the event; what its opening made of it, of that."""
    event = step.event
    was = step.after if step.before.team is None else step.before
    acting = event.actor.represents if event.actor.role in STAFF_ROLES else None
    return Occurrence(
        reference=was.reference,
        seq=event.seq,
        kind=kind,
        at=event.at,
        pack=was.rules.pack,
        version=was.rules.version,
        service=was.service,
        problem=was.problem,
        team=was.team,
        officer=step.before.assignee.represents if step.before.assignee else acting,
        channel=was.channel,
        applicant=was.applicant_type,
        language=was.language,
        by_hand=step.by_hand,
    )


def _by_type(step: _Step) -> Found:
    found = _KINDS.get(type(step.event.body))
    return found(step, step.event.body) if found else iter(())


def _stay(step: _Step) -> Found:
    """The stage that was left, with the time in it by the case's own calendar."""
    stage = step.before.stage
    if step.after.stage is not stage and stage is not Stage.RECEIVED:
        calendar, until = step.before.rules.working_calendar, step.event.at
        worked = calendar.between(step.stage_since, until) if until > step.stage_since else timedelta()
        yield OccurrenceKind.STAY, {"code": stage} | _took(worked, until - step.stage_since)


def _responded(step: _Step) -> Found:
    """A first response: its clock stopped, and not because the case was closed or begun anew."""
    before, after = (state.clocks.get(ClockKind.FIRST_RESPONSE) for state in (step.before, step.after))
    if before and after and before.live and not after.live and not isinstance(step.event.body, (e.Closed, e.Reopened)):
        yield OccurrenceKind.RESPONDED, {"yes": not after.breached} | _ledger(after, step.event.at)


def _ledger(clock: Clock, at: datetime) -> Measured:
    """What a clock that stopped at an instant had used, and the time since it began."""
    return _took(clock.consumed, at - clock.started_at)


def _took(working: timedelta, elapsed: timedelta) -> Measured:
    return {"working": _seconds(working), "elapsed": _seconds(elapsed)}


def _seconds(length: timedelta) -> int:
    """Whole seconds, never less than none: a case may have been filed by a clock ahead of ours."""
    return max(length // timedelta(seconds=1), 0)


def _opened(step: _Step, body: e.Assessed) -> Found:
    """The opening, dated by its first event: team and problem are known from the assessment on."""
    assessment = body.assessment
    yield OccurrenceKind.OPENED, {"code": assessment.effect, "at": step.after.opened_at}
    if step.after.stage is Stage.AWAITING_BENEFICIARY:
        yield OccurrenceKind.RETURNED, {"number": step.after.round, "by_hand": False}


def _imported(step: _Step, body: e.Imported) -> Found:
    yield OccurrenceKind.OPENED, {"code": body.type}


def _resolved(step: _Step, body: e.Resolved) -> Found:
    clock = step.after.clocks[ClockKind.RESOLUTION]
    decided = {"code": body.outcome, "yes": body.in_time, "number": step.before.asked}
    yield OccurrenceKind.DECIDED, decided | _ledger(clock, step.event.at)


def _closed(step: _Step, body: e.Closed) -> Found:
    if step.before.stage in UNDECIDED:
        clock = step.after.clocks[ClockKind.RESOLUTION]
        yield OccurrenceKind.ENDED, {"code": body.outcome} | _ledger(clock, step.event.at)
    yield OccurrenceKind.CLOSED, {"code": body.outcome, "yes": step.before.rating is not None}


def _reopened(step: _Step, body: e.Reopened) -> Found:
    yield OccurrenceKind.REOPENED, {"code": body.cause, "by_hand": step.decided_by_hand}


def _asked(step: _Step, body: e.Asked) -> Found:
    yield OccurrenceKind.RETURNED, {"number": step.after.round}


def _answered(step: _Step, body: e.ConsultationAnswered) -> Found:
    if asked := step.before.consultation:
        clock = step.after.clocks[ClockKind.CONSULTATION]
        yield OccurrenceKind.CONSULTED, {"code": asked.to} | _took(clock.consumed, step.event.at - asked.since)


def _escalated(step: _Step, body: e.Escalated) -> Found:
    if body.awaits_people:
        yield OccurrenceKind.ESCALATED, {}
    if body.fallback:
        yield OccurrenceKind.NOBODY_FOUND, {"code": body.rung}


def _extended(step: _Step, body: e.Extended) -> Found:
    yield OccurrenceKind.EXTENDED, {"working": _seconds(body.by)}


def _plainly(kind: OccurrenceKind, **measures: Callable[[Any], Any]) -> Callable[[_Step, Any], Found]:
    """An occurrence of each event of a type, with measures that its body alone gives."""

    def found(_: _Step, body: Any) -> Found:
        yield kind, {name: of(body) for name, of in measures.items()}

    return found


_KINDS: dict[type[Body], Callable[[_Step, Any], Found]] = {
    e.Assessed: _opened,
    e.Imported: _imported,
    e.Resolved: _resolved,
    e.Closed: _closed,
    e.Reopened: _reopened,
    e.Asked: _asked,
    e.ConsultationAnswered: _answered,
    e.Escalated: _escalated,
    e.Extended: _extended,
    e.Proposed: _plainly(OccurrenceKind.PROPOSED),
    e.SentBack: _plainly(OccurrenceKind.SENT_BACK),
    e.RungReached: _plainly(OccurrenceKind.RUNG, code=lambda body: body.rung),
    e.ReminderGiven: _plainly(OccurrenceKind.REMINDER_GIVEN),
    e.Breached: _plainly(OccurrenceKind.BREACHED, code=lambda body: body.clock),
    e.Redirected: _plainly(OccurrenceKind.REDIRECTED, code=lambda body: body.team),
    e.Claimed: _plainly(OccurrenceKind.TAKEN),
    e.Assigned: _plainly(OccurrenceKind.TAKEN),
    e.Released: _plainly(OccurrenceKind.RELEASED),
    e.Reclassified: _plainly(OccurrenceKind.RECLASSIFIED),
    e.InterimReplied: _plainly(OccurrenceKind.INTERIM_REPLIED),
    e.Appealed: _plainly(OccurrenceKind.APPEALED),
    e.SplitOff: _plainly(OccurrenceKind.SPLIT),
    e.Rated: _plainly(OccurrenceKind.RATED, number=lambda body: body.score, yes=lambda body: body.comment is not None),
    e.NoticeSent: _plainly(OccurrenceKind.NOTICE, code=lambda body: body.channel, yes=lambda _: True),
    e.NoticeFailed: _plainly(OccurrenceKind.NOTICE, code=lambda body: body.channel, yes=lambda _: False),
}
"""The types of events that are counted, and how; all others are none of a report's."""
