"""Why a due instant is what it is: the ledger of every clock, told step by step."""

from collections.abc import Iterator
from datetime import tzinfo

from models.calendar_rules import Closure
from models.view import ClockView, Explanation, RungView
from render import Piece, bad, bold, dim, facts, heading, line, local_zone, moment, table, working


def show_explanation(told: Explanation, timezone: str) -> None:
    """Print every clock of a case, the rule it follows and what moved it."""
    zone = local_zone(timezone)
    line(bold(told.reference), "  ", f"{told.service}, priority {told.priority}")
    facts(
        (
            ("rule", f"policy {told.policy}"),
            ("first stage", ", ".join(told.rules) or None),
            ("calendar", f"{told.calendar} {told.calendar_version}"),
            ("submitted", moment(told.submitted_at, zone)),
            ("counted from", _counted_from(told, zone)),
        )
    )
    for clock in told.clocks:
        _clock(clock, zone)


def _counted_from(told: Explanation, zone: tzinfo) -> str:
    """The start of the clocks; not the submission when that lies too far back to count."""
    late = "" if told.clock_from == told.submitted_at else ", the opening: it was submitted outside the tolerance"
    return moment(told.clock_from, zone) + late


def _clock(clock: ClockView, zone: tzinfo) -> None:
    heading(clock.kind.replace("_", " ") + (f", run {clock.run}" if clock.run > 1 else ""))
    facts(_figures(clock, zone))
    if clock.segments or clock.running_since:
        line()
        table(("from", "to", "used", "then"), _segments(clock, zone), indent="  ")
    if clock.closures:
        line()
        table(("closed from", "to", "status", "source", "occasion"), map(_closure, clock.closures), indent="  ")
    if clock.rungs:
        line()
        table(("rung", "at"), ((rung.name, _reached(rung, clock, zone)) for rung in clock.rungs), indent="  ")


def _reached(rung: RungView, clock: ClockView, zone: tzinfo) -> str:
    if rung.reached:
        return "reached"
    return moment(rung.at, zone) if rung.at else "not reached" if clock.stopped_at else "held while the clock is paused"


def _figures(clock: ClockView, zone: tzinfo) -> Iterator[tuple[str, list[Piece]]]:
    over = bad(f"{working(-clock.left)} over") if clock.left.total_seconds() < 0 else f"{working(clock.left)} left"
    yield "working time", [f"{working(clock.budget)} promised, {working(clock.used)} used, ", over]
    yield "due", [bold(moment(clock.due, zone))] if clock.due else [dim(_why_not_due(clock, zone))]
    if clock.cap:
        yield "never after", [f"{moment(clock.cap, zone)}, by law"]
    if clock.breached:
        yield "promise", [bad("not kept")]


def _why_not_due(clock: ClockView, zone: tzinfo) -> str:
    if clock.stopped_at:
        return f"no longer: the clock stopped at {moment(clock.stopped_at, zone)}"
    return "not now: the clock is paused"


def _segments(clock: ClockView, zone: tzinfo) -> Iterator[list[Piece]]:
    for each in clock.segments:
        yield [moment(each.start, zone), moment(each.end, zone), working(each.used), each.ended_by.replace("_", " ")]
    if clock.running_since:
        used = clock.used - sum((each.used for each in clock.segments), start=clock.used * 0)
        yield [moment(clock.running_since, zone), "now", working(used), "running"]


def _closure(closure: Closure) -> list[Piece]:
    return [str(closure.from_date), str(closure.to_date), closure.status, closure.source, closure.name]
