"""The explanation of a case's due instants: every clock with its budget, its use and what changed it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any

from commands.common.terminal import (
    Piece,
    bad,
    bold,
    counted,
    dim,
    heading,
    line,
    local_zone,
    moment,
    properties,
    table,
    working,
)
from commands.common.words.code_words import readable, word
from commands.common.words.labels import TIME_USE, name_of
from commands.common.words.language import N_, _, listed
from commands.common.words.pack_titles import service_name
from commands.common.words.promises import days_text
from commands.common.words.titles import rung_title
from commands.common.words.unknown import unknown_lines
from commands.work.case.asked import asked_data, show_asked
from commands.work.case.case_data import as_seen
from commands.work.case.ledger import BudgetChange, Ledger
from commands.work.case.read import CaseFile
from commands.work.case.sentences import sentence
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
    line(
        bold(explanation.reference),
        "  ",
        _(
            "{service}, priority {priority}",
            service=service_name(explanation.service),
            priority=word(explanation.priority, "Priority"),
        ),
    )
    properties(
        (
            ("rule", _("policy {policy}", policy=explanation.policy)),
            ("first stage", listed(explanation.rules) or None),
            *(("unknown", text) for text in unknown_lines(_left_open(case), case.style)),
            ("calendar", f"{explanation.calendar} {explanation.calendar_version}"),
            ("submitted", moment(explanation.submitted_at, zone)),
            ("counted from", _counted_from(explanation, zone)),
            ("holder", _shared_out(case)),
            ("fault", _fault(case)),
        )
    )
    show_asked(case, zone)
    show_clocks(case, zone)


def show_clocks(case: CaseFile, zone: tzinfo, *, so_far: str = N_("now")) -> None:
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
    return [since, _("one of the fault {fault}; the promise runs on all the same", fault=case.view.row.fault)]


def _left_open(case: CaseFile) -> tuple[Unknown, ...]:
    return case.view.assessment.unknown if case.view.assessment else ()


def _change_data(change: BudgetChange) -> dict[str, Any]:
    event = change.event
    by = {"type": event.body.type, "actor": event.actor.id, "at": event.at}
    return {"kind": change.kind, "run": change.run, "before": change.before, "after": change.after, **by}


def _counted_from(explanation: Explanation, zone: tzinfo) -> str:
    """The start of the clocks; not the submission when that lies too far back to count."""
    in_tolerance = explanation.clock_from == explanation.submitted_at
    opening = (
        _("the opening of {split_of}", split_of=explanation.split_of) if explanation.split_of else _("the opening")
    )
    late = "" if in_tolerance else _(", {opening}: it was submitted outside the tolerance", opening=opening)
    return moment(explanation.clock_from, zone) + late


def _show_clock(clock: ClockView, case: CaseFile, zone: tzinfo, reached: Reached, so_far: str) -> None:
    heading(readable(word(clock.kind)) + (_(", run {run}", run=clock.run) if clock.run > 1 else ""))
    properties((*_figures(clock, zone), *_went_to(clock, case), *_changes(clock, case.ledger, zone)))
    if clock.segments or clock.running_since:
        line()
        table(("from", "to", "used", "then"), _segment_rows(clock, zone, so_far), indent="  ")
    if clock.closures:
        line()
        table(("closed from", "to", "status", "source", "occasion"), map(_closure_row, clock.closures), indent="  ")
    if clock.rungs:
        line()
        rungs = ((rung_title(rung.name, case.style), _rung_status(rung, clock, zone, reached)) for rung in clock.rungs)
        table(("rung", "at"), rungs, indent="  ")


def _rung_status(rung: RungView, clock: ClockView, zone: tzinfo, reached: Reached) -> str:
    if rung.reached:
        at = reached.get((clock.kind, clock.run, rung.name))
        return _("reached {at}", at=moment(at, zone)) if at else _("reached")
    return (
        moment(rung.at, zone)
        if rung.at
        else _("not reached")
        if clock.stopped_at
        else _("held while the clock is paused")
    )


def _figures(clock: ClockView, zone: tzinfo) -> Iterator[tuple[str, list[Piece]]]:
    over = (
        bad(_("{time} over", time=working(-clock.left)))
        if clock.left.total_seconds() < 0
        else _("{time} left", time=working(clock.left))
    )
    promise = clock.promise
    if promise and (days := days_text(promise)):
        yield N_("days"), [days]
    if promise and promise.calendar:
        yield N_("calendar"), [f"{clock.calendar} {clock.calendar_version}"]
    time = _("time") if promise and promise.counts_every_hour else _("working time")
    yield time, [_("{time} promised, {time_2} used, ", time=working(clock.budget), time_2=working(clock.used)), over]
    yield N_("due"), [bold(moment(clock.due, zone))] if clock.due else [dim(_why_not_due(clock, zone))]
    if clock.last_day:
        yield N_("last day"), [_("{last_day}, by law", last_day=clock.last_day)]
    if clock.breached:
        yield N_("promise"), [bad(_("not kept"))]


def _went_to(clock: ClockView, case: CaseFile) -> Iterator[tuple[str, list[Piece]]]:
    """What the time used went to, and what passed in pauses; each from a minute on."""
    for run in case.spent.get(clock.kind, ())[-1:]:
        for name, times in ((_("went to"), run.counted), (_("in pauses"), run.paused)):
            if some := {use: time for use, time in times.items() if time >= timedelta(minutes=1)}:
                yield name, [listed(f"{TIME_USE[use].word} {working(time)}" for use, time in some.items())]


def _changes(clock: ClockView, known: Ledger, zone: tzinfo) -> Iterator[tuple[str, list[Piece]]]:
    """What changed the clock besides time: extensions, another priority, earlier runs; and the reminder to come."""
    if given := known.extensions(clock.kind, clock.run):
        times = {1: _("once"), 2: _("twice")}.get(len(given)) or counted(len(given), "time")
        yield N_("extended"), [_("{times}, by {time} in all", times=times, time=working(sum(given, start=timedelta())))]
    for change in (each for each in known.changes if each.kind is clock.kind):
        then = _(", in run {run}", run=change.run) if change.run != clock.run else ""
        became = _("{time} became {time_2}{then}", time=working(change.before), time_2=working(change.after), then=then)
        yield N_("changed"), [f"{became}: {_cause(change.event, zone)}"]
    yield from (_earlier_run(run, zone) for run in known.earlier if run.kind is clock.kind)
    if clock.kind is ClockKind.ANSWER and known.reminder:
        yield N_("reminder"), [moment(known.reminder, zone)]


def _earlier_run(run: Clock, zone: tzinfo) -> tuple[str, list[Piece]]:
    """A run of the clock before this one, as it ended."""
    used = _(
        "{time} of {time_2} used, until {at}",
        time=working(run.consumed),
        time_2=working(run.budget),
        at=moment(run.stopped_at, zone),
    )
    return _("run {run}", run=run.run), [used, bad(_(", promise not kept"))] if run.breached else [used]


def _event(kind: str) -> str:
    """What ended a segment: a type of event, or the clock that had it."""
    return readable(word(kind, "Event"))


CAUSES = {
    "reprioritised": N_("prioritise"),
    "extended": N_("extend"),
    "calendar_changed": N_("calendar"),
    "migrated": N_("migrate"),
}
"""What changed the budget of a clock, by the event."""


def _cause(event: Event, zone: tzinfo) -> str:
    """`prioritise urgent by salma at 2026-01-06 09:12`."""
    done = _(CAUSES[event.body.type]) if event.body.type in CAUSES else event.body.type
    priority = getattr(event.body, "priority", None)
    return _(
        "{done}{more} by {actor} at {at}",
        done=done,
        more=f" {word(priority)}" if priority else "",
        actor=name_of(event.actor),
        at=moment(event.at, zone),
    )


def _why_not_due(clock: ClockView, zone: tzinfo) -> str:
    if clock.stopped_at:
        return _("no longer: the clock stopped at {at}", at=moment(clock.stopped_at, zone))
    return _("not now: the clock is paused")


def _segment_rows(clock: ClockView, zone: tzinfo, so_far: str) -> Iterator[list[Piece]]:
    for each in clock.segments:
        yield [moment(each.start, zone), moment(each.end, zone), working(each.used), _event(each.ended_by)]
    if clock.running_since:
        used = clock.used - sum((each.used for each in clock.segments), start=timedelta())
        yield [moment(clock.running_since, zone), _(so_far), working(used), _("running")]


def _closure_row(closure: Closure) -> list[Piece]:
    return [str(closure.from_date), str(closure.to_date), word(closure.status), closure.source, closure.name]
