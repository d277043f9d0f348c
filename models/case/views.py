"""Views of a case and of its clocks: the answers to the queries `view` and `clock`."""

from datetime import date, datetime, timedelta
from operator import not_

from pydantic import Field

from models.base import Wire
from models.calendar.days import last_day
from models.calendar.promise import Promise
from models.calendar.rules import Closure
from models.case.actor import Actor
from models.case.clock import Clock, Segment
from models.case.projection import project
from models.case.promised import step_of
from models.case.row import CaseRow
from models.case.state import (
    AppealAgainst,
    CaseState,
    ChecklistItem,
    Consultation,
    Decision,
    OpenWait,
    Proposal,
    Receipt,
    SecondCase,
)
from models.codes import ClockKind
from models.policy import Rung
from models.triage.assessment import Assessment


class View(Wire):
    """A case as it stands: the answer to the query `view`."""

    row: CaseRow
    opening: Receipt | None = None
    """The receipt of the opening."""
    assessment: Assessment | None
    assignee: Actor | None
    proposal: Proposal | None
    decision: Decision | None
    joined: tuple[str, ...]
    refused: int
    notices_waiting: int
    failed_notices: tuple[str, ...]
    diverged_at: int | None = None
    """The first event that the records hold otherwise: until `reconcile` the case takes no command."""
    wait: OpenWait | None = None
    consultation: Consultation | None = None
    """The question that is open."""
    imported_by: Actor | None = None
    """Who brought it here from another system, and when."""
    imported_at: datetime | None = None
    appeals: tuple[AppealAgainst, ...] = ()
    """The appeals against its results."""
    splits: tuple[SecondCase, ...] = ()
    checklist: tuple[ChecklistItem, ...] = ()
    reminders: int = 0
    recallable_until: datetime | None = Field(None, exclude_if=not_)
    """Until when the official reply can be recalled, which waits for that time to pass."""


class RungView(Wire):
    """One rung of the ladder: reached, or when it will be (none while its clock is paused)."""

    name: str
    reached: bool
    at: datetime | None


class ClockView(Wire):
    """Why a clock's due instant is what it is."""

    kind: ClockKind
    run: int
    budget: timedelta
    used: timedelta
    left: timedelta
    due: datetime | None
    running: bool
    stopped_at: datetime | None
    breached: bool
    cap: datetime | None
    """The last instant that the law allows."""
    last_day: date | None = None
    """The local day of it."""
    segments: tuple[Segment, ...]
    running_since: datetime | None
    closures: tuple[Closure, ...]
    """Closures between the start of the clock and its due instant, which moved it."""
    rungs: tuple[RungView, ...]
    promise: Promise | None = None
    """The days promised, or the other calendar of the promise; none where an amount of the case's calendar says it."""
    calendar: str = ""
    calendar_version: str = ""
    """The calendar it is counted in."""


class Explanation(Wire):
    """The answer to the query `clock`: every clock, the rule it follows and the calendar it was counted in."""

    reference: str
    now: datetime
    policy: str
    service: str
    priority: str
    calendar: str
    calendar_version: str
    submitted_at: datetime | None
    clock_from: datetime | None
    split_of: str | None = None
    """The case out of which this one was taken: the clocks of both count from the same instant."""
    rules: tuple[str, ...]
    clocks: tuple[ClockView, ...]


def view(state: CaseState) -> View:
    """The view of a case."""
    return View(
        row=project(state),
        opening=state.opening,
        assessment=state.assessment,
        assignee=state.assignee,
        proposal=state.proposal,
        decision=state.decision,
        joined=state.joined,
        refused=state.refused,
        notices_waiting=len(state.outbox),
        failed_notices=state.failed_notices,
        wait=state.wait,
        consultation=state.consultation,
        imported_by=state.imported_by,
        imported_at=state.imported_at,
        appeals=state.appeals,
        splits=state.splits,
        checklist=state.checklist,
        reminders=state.reminders,
        recallable_until=state.held_reply.until if state.held_reply else None,
    )


def explain(state: CaseState, now: datetime) -> Explanation:
    """Why every due instant of the case is what it is, from the ledgers of its clocks."""
    rules = state.rules
    return Explanation(
        reference=state.reference,
        now=now,
        policy=f"{rules.pack} {rules.version}",
        service=rules.service,
        priority=state.priority,
        calendar=rules.calendar.name,
        calendar_version=rules.calendar.version,
        submitted_at=state.submitted_at,
        clock_from=state.clock_from,
        split_of=state.split_of.reference if state.split_of else None,
        rules=state.assessment.rules if state.assessment else (),
        clocks=tuple(_clock_view(state, clock, now) for clock in state.clocks.values()),
    )


def _clock_view(state: CaseState, clock: Clock, now: datetime) -> ClockView:
    calendar = state.time_of(clock)
    due, limit = clock.due(calendar), clock.limit or clock.cap
    end = due or clock.stopped_at or now
    counted_in = state.rules.calendar_named(clock.promise.calendar if clock.promise else None)
    return ClockView(
        kind=clock.kind,
        run=clock.run,
        budget=clock.budget,
        used=clock.used(now, calendar),
        left=clock.left(now, calendar),
        due=due,
        running=clock.running,
        stopped_at=clock.stopped_at,
        breached=clock.breached,
        cap=limit,
        last_day=last_day(limit, calendar.zone) if limit else None,
        segments=clock.segments,
        running_since=clock.running_since,
        closures=calendar.closures_between(clock.started_at, end),
        rungs=_rung_views(state, clock),
        promise=clock.promise,
        calendar=counted_in.name,
        calendar_version=counted_in.version,
    )


def _rung_views(state: CaseState, clock: Clock) -> tuple[RungView, ...]:
    return tuple(
        RungView(name=rung.name, reached=reached, at=None if reached else _rung_instant(state, clock, rung))
        for rung in state.rules.ladder
        if rung.clock is clock.kind
        for reached in (rung.name in clock.fired,)
    )


def _rung_instant(state: CaseState, clock: Clock, rung: Rung) -> datetime | None:
    calendar = state.time_of(clock)
    step = step_of(clock, rung, state.rules, clock.allotted(calendar))
    running = clock.instant(step.threshold, calendar, opens=step.opens)
    return running or clock.instant_in_pause(step.threshold, calendar)
