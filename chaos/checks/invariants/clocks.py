"""Invariants of clocks: nothing falls due early, each thing happens once and in order, and nothing is left undone."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import pairwise

from chaos.checks.calendar import last_announced
from chaos.checks.cases import FoldedCase, FoldedEvidence, is_open
from chaos.checks.events import Event, Json, instant
from chaos.checks.ladder import (
    NO_REPLY,
    REMINDER,
    REPLY_GOES,
    WAIT_OVER,
    WINDOW,
    breach_of,
    chase_on,
    due_at,
    falls_due,
    rung_of,
)
from chaos.checks.standing import ANSWER, NOTHING, RESOLUTION, Standing

GRACE = timedelta(seconds=60)
"""How late something may happen once everything runs again."""
_DATED = frozenset({"rung_reached", "breached"})
"""The types of event that say when they fell due."""


def nothing_falls_due_early(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """A rung, breach, reminder or end of time comes when its clock runs and has used that much, or at its cap."""
    for case in run.cases.values():
        for event in case.events:
            if what := what_fell_due(event, case.before(event)):
                due = due_at(case.before(event), what)
                stated = instant(event.body["due"]) if event.type in _DATED else event.at
                if due is None or stated is None or not due <= stated <= event.at:
                    yield case.reference, f"event {event.seq} ({what}) came before it was due"


def every_open_case_has_what_was_announced(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """An open case has every closure of its calendar as it was announced last, whenever it was opened."""
    for case in run.cases.values():
        for calendar in case.last.all_calendars if is_open(case.record.row) else ():
            has = {each["id"]: _days(each) for each in calendar.rules.get("closures") or ()}
            announced = last_announced(run.evidence.announced, case.policy.pack, calendar.rules["name"])
            for name, closure in announced.items():
                if has.get(name) != (closure and _days(closure)):
                    yield case.reference, f"its calendar has the closure {name} otherwise than it was announced last"


def every_stated_instant_is_right(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """The instants and the judgement of time in the events are those that the ledgers of the clocks give."""
    for case in run.cases.values():
        for event in case.events:
            for field, expected in _stated(event, case.before(event), case.standings[event.seq]):
                given = event.body[field]
                if (instant(given) if isinstance(given, str) else given) != expected:
                    yield case.reference, f"event {event.seq} ({event.type}) says {field} {given}, not {expected}"


def everything_happens_once_and_in_order(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """A run of a clock has each rung once and is breached once, and what fell due in an outage comes in its order.

    Out of order is only what was due already when the other came. What something else has fall due comes after it,
    whenever that was: a shorter promise that began in the past, or one that a pause had held up.
    """
    for case in run.cases.values():
        for (name, number, _), times in _times(case.events).items():
            if times > 1:
                yield case.reference, f"{name} happened {times} times in run {number}"
        for earlier, later in pairwise(event for event in case.events if event.type in _DATED):
            if earlier.at == later.at and _comes_too_late(later, earlier, case.before(earlier)):
                yield case.reference, f"event {later.seq} fell due before event {earlier.seq}, which comes before it"


def no_breach_without_its_rungs(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """Every rung up to the end of a budget was reached when its breach was noticed."""
    for case in run.cases.values():
        for event in case.events:
            if event.type == "breached" and (missing := _missing_rungs(case, event)):
                yield case.reference, f"the {event.body['clock']} was breached without {', '.join(missing)}"


def nothing_is_overdue(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """Everything that fell due has happened, and the people of each rung were looked up."""
    for case in run.cases.values():
        for due in falls_due(case.last):
            if due.at < run.evidence.at - GRACE:
                at = due.at.isoformat(timespec="seconds")
                yield case.reference, f"the {due.what} was due at {at} and has not happened"
        for rung, *_ in case.last.pending:
            yield case.reference, f"the people of the rung {rung} were not looked up"


def what_fell_due(event: Event, before: Standing) -> str | None:
    """The name of what time caused; None for an event that a person caused."""
    if event.type in _ON_A_CLOCK:
        return _ON_A_CLOCK[event.type](event.body)
    if event.type == "wait_ended":
        return WAIT_OVER if event.body["cause"] == "limit" else None
    if event.type != "closed" or not event.by_system:
        return None
    if event.body["outcome"] == "no_reply":
        return NO_REPLY
    return WINDOW if before.stage == "resolved" else None


_ON_A_CLOCK: Mapping[str, Callable[[Json], str]] = {
    "breached": lambda body: breach_of(body["clock"]),
    "rung_reached": lambda body: rung_of(body["rung"], body["clock"]),
    "reminded": lambda _: REMINDER,
    "reply_final": lambda _: REPLY_GOES,
    "chased": lambda body: chase_on(body["clock"]),
}
"""The names of what nothing but time causes, by the type of its event."""


def _stated(event: Event, before: Standing, after: Standing) -> Iterator[tuple[str, datetime | bool | None]]:
    """The fields of an event that follow from the clocks, with what they must say."""
    if event.type in _DATED:
        yield "due", due_at(before, what_fell_due(event, before) or "")
    elif event.type == "reminded":
        yield "due", before.clocks[ANSWER].due(before.calendar)
    elif event.type == "chased":
        yield "due", before.clocks[event.body["clock"]].due(before.calendar)
    elif event.type in ("calendar_changed", "migrated"):
        yield from (("due_before", before.due), ("due_after", after.due))
    elif event.type == "resolved":
        yield "in_time", _in_time(event.at, before)
    elif event.type == "imported":
        yield "clock_from", datetime.fromisoformat(event.body["standing"]["opened_at"])
    elif event.type == "opened":
        submitted, tolerance = datetime.fromisoformat(event.body["submitted_at"]), before.policy.tolerance
        yield "clock_from", submitted if event.at - tolerance <= submitted <= event.at else event.at


def _in_time(at: datetime, before: Standing) -> bool:
    """Whether a decision at an instant keeps the promise of the resolution."""
    clock = before.clocks[RESOLUTION]
    calendar = before.time_of(clock)
    law = clock.cap or clock.law(calendar)
    too_late = bool(law and calendar.used(law, at) > NOTHING)
    return not clock.breached and clock.used(at, calendar) <= clock.budget and not too_late


def _comes_too_late(later: Event, earlier: Event, before: Standing) -> bool:
    """Whether the later event was due before the earlier one was, as the case stood before both."""
    due = due_at(before, what_fell_due(later, before) or "")
    return due is not None and due < datetime.fromisoformat(earlier.body["due"])


def _times(events: Iterable[Event]) -> Counter[tuple[str, int, int]]:
    """How often each rung was reached and each clock breached, by run; a breach also by the calendar's version, as a
    change of the calendar may take it back."""
    times: Counter[tuple[str, int, int]] = Counter()
    version = 0
    for event in events:
        body = event.body
        if event.type == "rung_reached":
            times[f"the rung {body['rung']} of {body['clock']}", body["run"], 0] += 1
        elif event.type == "breached":
            times[f"the breach of {body['clock']}", body["run"], version] += 1
        version += event.type == "calendar_changed"
    return times


def _missing_rungs(case: FoldedCase, event: Event) -> list[str]:
    """The rungs up to the end of the budget that were not reached by the instant at which the breach was noticed."""
    clock, number = event.body["clock"], event.body["run"]
    standing = case.standings[event.seq]
    ledger = standing.clocks[clock]
    whole = ledger.whole(standing.time_of(ledger))
    reached = {
        each.body["rung"]
        for each in case.events
        if each.type == "rung_reached"
        and (each.body["clock"], each.body["run"]) == (clock, number)
        and each.at <= event.at
    }
    reached |= {mark for passed in case.events[0].body.get("passed", ()) for mark in passed["marks"]}
    asked = standing.policy.rungs(clock)
    return [rung.name for rung in asked if standing.threshold(ledger, rung) <= whole and rung.name not in reached]


def _days(closure: Mapping[str, object]) -> tuple[object, object]:
    return closure["from_date"], closure["to_date"]
