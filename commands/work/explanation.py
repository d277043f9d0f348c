"""The explanation of a case's due instants: every clock with its budget, its use and what changed it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any

from commands.common.labels import TIME_USE, name_of
from commands.common.promises import days_text
from commands.common.terminal import (
    Piece,
    bad,
    bold,
    dim,
    heading,
    line,
    local_zone,
    moment,
    properties,
    table,
    working,
)
from commands.common.titles import reads_arabic
from commands.common.unknown import unknown_lines
from commands.work.asked import asked_data, show_asked
from commands.work.case_data import as_seen
from commands.work.ledger import BudgetChange, Ledger
from commands.work.read import CaseFile
from commands.work.sentences import sentence
from models.calendar.rules import Closure
from models.case.clock import Clock
from models.case.events import Event, FaultLinked, NobodyAvailable, RungReached, SharedOut
from models.case.views import ClockView, Explanation, RungView
from models.codes import ClockKind
from models.triage.assessment import Unknown
from workflows.explain.time_spent import SpentRun

Reached = Mapping[tuple[ClockKind, int, str], datetime]
"""When a rung of a run of a clock was reached."""


def show_explanation(case: CaseFile) -> None:
    """Print every clock of a case, the rule it follows and what moved it."""
    explanation, zone = case.explanation, local_zone(case.timezone)
    line(bold(explanation.reference), "  ", f"{explanation.service}, priority {explanation.priority}")
    properties(
        (
            ("rule", f"policy {explanation.policy}"),
            ("first stage", ", ".join(explanation.rules) or None),
            *(("unknown", text) for text in unknown_lines(_left_open(case), arabic=reads_arabic(case.style))),
            ("calendar", f"{explanation.calendar} {explanation.calendar_version}"),
            ("submitted", moment(explanation.submitted_at, zone)),
            ("counted from", _counted_from(explanation, zone)),
            ("holder", _shared_out(case)),
            ("fault", _fault(case)),
        )
    )
    show_asked(case, zone)
    show_clocks(case, zone)


def show_clocks(case: CaseFile, zone: tzinfo, *, so_far: str = "now") -> None:
    """Print every clock of a case with what moved it."""
    reached = reached_at(case.events)
    for clock in case.explanation.clocks:
        _show_clock(clock, case, zone, reached, so_far)


def reached_at(events: Iterable[Event]) -> Reached:
    """When each rung was reached."""
    bodies = (event.body for event in events if isinstance(event.body, RungReached))
    return {(body.clock, body.run, body.rung): body.due for body in bodies}


def explanation_data(case: CaseFile) -> dict[str, Any]:
    """The explanation for programs: the answer to the query `clock`, and what the events add to it."""
    known = case.ledger
    return {
        **case.explanation.model_dump(mode="json"),
        "asked": as_seen(asked_data(case), case.look),
        "unknown": [each.model_dump(mode="json") for each in _left_open(case)],
        "fault": case.view.row.fault,
        "changes": [_change_data(change) for change in known.changes],
        "earlier_runs": [clock.model_dump(mode="json") for clock in known.earlier],
        "reminder_at": known.reminder,
        "spent": {kind: [_spent_data(run) for run in runs] for kind, runs in case.spent.items()},
    }


def _spent_data(run: SpentRun) -> dict[str, Any]:
    """Where the time of a run of a promise went, in working seconds."""
    return {"run": run.clock.run, "counted": dict(run.counted), "paused": dict(run.paused), "broke_at": run.broke_at}


def _shared_out(case: CaseFile) -> list[Piece] | None:
    """Why it is with whom it is, where the rule of a team gave it to them, or found nobody."""
    known = (each for each in reversed(case.events) if isinstance(each.body, SharedOut | NobodyAvailable))
    last = next(known, None)
    return [f"{moment(last.at, local_zone(case.timezone))}  ", *sentence(last, case.style)] if last else None


def _fault(case: CaseFile) -> list[Piece] | None:
    """Of which fault it is, and since when."""
    if case.view.row.fault is None:
        return None
    linked = (each for each in reversed(case.events) if isinstance(each.body, FaultLinked))
    last = next(linked, None)
    since = f"{moment(last.at, local_zone(case.timezone))}  " if last else ""
    return [since, f"one of the fault {case.view.row.fault}; the promise runs on all the same"]


def _left_open(case: CaseFile) -> tuple[Unknown, ...]:
    return case.view.assessment.unknown if case.view.assessment else ()


def _change_data(change: BudgetChange) -> dict[str, Any]:
    event = change.event
    by = {"type": event.body.type, "actor": event.actor.id, "at": event.at}
    return {"kind": change.kind, "run": change.run, "before": change.before, "after": change.after, **by}


def _counted_from(explanation: Explanation, zone: tzinfo) -> str:
    """The start of the clocks; not the submission when that lies too far back to count."""
    in_tolerance = explanation.clock_from == explanation.submitted_at
    opening = f"the opening of {explanation.split_of}" if explanation.split_of else "the opening"
    late = "" if in_tolerance else f", {opening}: it was submitted outside the tolerance"
    return moment(explanation.clock_from, zone) + late


def _show_clock(clock: ClockView, case: CaseFile, zone: tzinfo, reached: Reached, so_far: str) -> None:
    heading(clock.kind.replace("_", " ") + (f", run {clock.run}" if clock.run > 1 else ""))
    properties((*_figures(clock, zone), *_went_to(clock, case), *_changes(clock, case.ledger, zone)))
    if clock.segments or clock.running_since:
        line()
        table(("from", "to", "used", "then"), _segment_rows(clock, zone, so_far), indent="  ")
    if clock.closures:
        line()
        table(("closed from", "to", "status", "source", "occasion"), map(_closure_row, clock.closures), indent="  ")
    if clock.rungs:
        line()
        rungs = ((rung.name, _rung_status(rung, clock, zone, reached)) for rung in clock.rungs)
        table(("rung", "at"), rungs, indent="  ")


def _rung_status(rung: RungView, clock: ClockView, zone: tzinfo, reached: Reached) -> str:
    if rung.reached:
        at = reached.get((clock.kind, clock.run, rung.name))
        return f"reached {moment(at, zone)}" if at else "reached"
    return moment(rung.at, zone) if rung.at else "not reached" if clock.stopped_at else "held while the clock is paused"


def _figures(clock: ClockView, zone: tzinfo) -> Iterator[tuple[str, list[Piece]]]:
    over = bad(f"{working(-clock.left)} over") if clock.left.total_seconds() < 0 else f"{working(clock.left)} left"
    promise = clock.promise
    if promise and (days := days_text(promise)):
        yield "days", [days]
    if promise and promise.calendar:
        yield "calendar", [f"{clock.calendar} {clock.calendar_version}"]
    time = "time" if promise and promise.counts_every_hour else "working time"
    yield time, [f"{working(clock.budget)} promised, {working(clock.used)} used, ", over]
    yield "due", [bold(moment(clock.due, zone))] if clock.due else [dim(_why_not_due(clock, zone))]
    if clock.last_day:
        yield "last day", [f"{clock.last_day}, by law"]
    if clock.breached:
        yield "promise", [bad("not kept")]


def _went_to(clock: ClockView, case: CaseFile) -> Iterator[tuple[str, list[Piece]]]:
    """What the time used went to, and what passed in pauses; each from a minute on."""
    for run in case.spent.get(clock.kind, ())[-1:]:
        for name, times in (("went to", run.counted), ("in pauses", run.paused)):
            if some := {use: time for use, time in times.items() if time >= timedelta(minutes=1)}:
                yield name, [", ".join(f"{TIME_USE[use].en} {working(time)}" for use, time in some.items())]


def _changes(clock: ClockView, known: Ledger, zone: tzinfo) -> Iterator[tuple[str, list[Piece]]]:
    """What changed the clock besides time: extensions, another priority, earlier runs; and the reminder to come."""
    if given := known.extensions(clock.kind, clock.run):
        times = {1: "once", 2: "twice"}.get(len(given), f"{len(given)} times")
        yield "extended", [f"{times}, by {working(sum(given, start=timedelta()))} in all"]
    for change in (each for each in known.changes if each.kind is clock.kind):
        then = f", in run {change.run}" if change.run != clock.run else ""
        became = f"{working(change.before)} became {working(change.after)}{then}"
        yield "changed", [f"{became}: {_cause(change.event, zone)}"]
    yield from (_earlier_run(run, zone) for run in known.earlier if run.kind is clock.kind)
    if clock.kind is ClockKind.ANSWER and known.reminder:
        yield "reminder", [moment(known.reminder, zone)]


def _earlier_run(run: Clock, zone: tzinfo) -> tuple[str, list[Piece]]:
    """A run of the clock before this one, as it ended."""
    used = f"{working(run.consumed)} of {working(run.budget)} used, until {moment(run.stopped_at, zone)}"
    return f"run {run.run}", [used, bad(", promise not kept")] if run.breached else [used]


def _cause(event: Event, zone: tzinfo) -> str:
    """`prioritise urgent by salma at 2026-01-06 09:12`."""
    words = {"reprioritised": "prioritise", "extended": "extend", "calendar_changed": "calendar", "migrated": "migrate"}
    done = words.get(event.body.type, event.body.type)
    priority = getattr(event.body, "priority", None)
    return f"{done}{f' {priority}' if priority else ''} by {name_of(event.actor)} at {moment(event.at, zone)}"


def _why_not_due(clock: ClockView, zone: tzinfo) -> str:
    if clock.stopped_at:
        return f"no longer: the clock stopped at {moment(clock.stopped_at, zone)}"
    return "not now: the clock is paused"


def _segment_rows(clock: ClockView, zone: tzinfo, so_far: str) -> Iterator[list[Piece]]:
    for each in clock.segments:
        yield [moment(each.start, zone), moment(each.end, zone), working(each.used), each.ended_by.replace("_", " ")]
    if clock.running_since:
        used = clock.used - sum((each.used for each in clock.segments), start=timedelta())
        yield [moment(clock.running_since, zone), so_far, working(used), "running"]


def _closure_row(closure: Closure) -> list[Piece]:
    return [str(closure.from_date), str(closure.to_date), closure.status, closure.source, closure.name]
