"""The state of a case that goes on here: what another system said of it, and its clocks by this one's policy. Pure."""

from datetime import datetime, timedelta

from models.calendar.working import ZERO
from models.case import clock as clocks
from models.case import promised
from models.case.clock import IMPORTED, Clock, Segment
from models.case.edition import FOURTH
from models.case.events import Event, Imported
from models.case.standing import Passed, Standing
from models.case.state import CaseState, OpenWait
from models.codes import ClockKind
from models.policy import CasePolicy
from workflows.case.changes import Update, limited


def imported(state: CaseState, event: Event, body: Imported) -> Update:
    """What the import changes beside what every opening does."""
    standing, wait = body.standing, body.standing.wait
    rungs = {rung.name for rung in state.rules.ladder}
    return {
        "imported_by": event.actor,
        "imported_at": event.at,
        "opened_at": standing.opened_at,
        "team": standing.team,
        "stage": standing.stage,
        "priority": standing.priority,
        "section": standing.section or "",
        "corrected_problem": standing.problem or "",
        "assignee": body.to,
        "held_since": standing.as_of if body.to else None,
        "first_responded_at": standing.first_responded_at,
        "round": standing.rounds,
        "waits": standing.waits,
        "extensions": standing.extensions,
        "extended": standing.extended,
        "reopens": standing.reopens,
        "wait": OpenWait(party=wait.party, reason=wait.reason, since=wait.since) if wait else None,
        "clocks": _clocks(state, body),
        "escalation": sum(mark in rungs for passed in body.passed for mark in passed.marks),
    }


def paused_since(policy: CasePolicy, standing: Standing) -> datetime | None:
    """Since when the promise stands still; none where it runs."""
    if standing.asked:
        return standing.asked.since
    wait, waiting = standing.wait, policy.waiting
    return wait.since if wait and waiting and waiting.reasons[wait.reason].pauses else None


def _clocks(state: CaseState, body: Imported) -> dict[ClockKind, Clock]:
    standing, rules = body.standing, state.rules
    ticking = {
        ClockKind.FIRST_RESPONSE: _first_response(state, standing, body.edition),
        ClockKind.RESOLUTION: _with_ledger(state, ClockKind.RESOLUTION, standing, standing.used, standing.extended),
    }
    ticking = limited(ticking, standing.legal_limit, body.edition)
    if standing.asked:
        since = standing.asked.since
        ticking[ClockKind.ANSWER] = clocks.start(ClockKind.ANSWER, rules.ask.limit, since, run=standing.rounds)
    if (wait := standing.wait) and rules.waiting:
        limit = rules.waiting.reasons[wait.reason].limit
        ticking[ClockKind.THIRD_PARTY] = clocks.start(ClockKind.THIRD_PARTY, limit, wait.since, run=standing.waits)
    passed = {each.clock: each for each in body.passed}
    return {kind: _as_passed(state, clock, passed.get(kind)) for kind, clock in ticking.items()}


def _first_response(state: CaseState, standing: Standing, edition: int) -> Clock:
    """Ended by the first response; before it, both promises have used the same, where they count in one calendar."""
    if standing.first_responded_at is None:
        used = _without_response(state.rules, standing) if edition >= FOURTH else standing.used
        return _with_ledger(state, ClockKind.FIRST_RESPONSE, standing, used)
    clock = _begun(state, ClockKind.FIRST_RESPONSE, standing)
    return clocks.stop(clock, standing.first_responded_at, "first_response", state.time_of(clock))


def _without_response(rules: CasePolicy, standing: Standing) -> timedelta:
    """What the first response has used: in another calendar than that of the ledger, all its time since the opening."""
    kinds = (ClockKind.FIRST_RESPONSE, ClockKind.RESOLUTION)
    own, of_ledger = (rules.time_of(rules.promise(kind, standing.priority)) for kind in kinds)
    if own.rules == of_ledger.rules:
        return standing.used
    return own.between(standing.opened_at, paused_since(rules, standing) or standing.as_of)


def _begun(state: CaseState, kind: ClockKind, standing: Standing) -> Clock:
    return promised.begin(state.rules, kind, standing.priority, standing.opened_at, run=standing.reopens + 1)


def _with_ledger(
    state: CaseState, kind: ClockKind, standing: Standing, used: timedelta, extra: timedelta = ZERO
) -> Clock:
    """A promise with the time that was used of it as one segment, which goes on unless the case waits."""
    clock, paused = _begun(state, kind, standing), paused_since(state.rules, standing)
    until = paused or standing.as_of
    segment = Segment(start=standing.opened_at, end=until, used=used, ended_by=IMPORTED)
    return clock.but(
        budget=clock.budget + extra,
        consumed=used,
        segments=(segment,),
        running_since=None if paused else standing.as_of,
    )


def _as_passed(state: CaseState, clock: Clock, passed: Passed | None) -> Clock:
    """The clock with what of it lay before the import."""
    if passed is None:
        return clock
    broken_at = clock.allotted(state.time_of(clock)) if passed.breached else None
    return clock.but(fired=passed.marks, breached=passed.breached, broken_at=broken_at)
