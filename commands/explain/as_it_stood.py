"""A case as it stood at an instant: what was known then, who held it, its clocks and rungs, and what was due."""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Any

from commands.common import terminal
from commands.common.findings import rules_with_inputs
from commands.common.instants import beginning_of, end_of
from commands.common.labels import EFFECT
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
    warning,
)
from commands.work.asked import show_asked
from commands.work.case_data import as_seen
from commands.work.case_page import show_checklist, shown_piece, shown_text, summary
from commands.work.explanation import explanation_data, reached_at, show_clocks
from commands.work.read import CaseFile, OnRecord, read_as_of
from commands.work.timeline import timeline
from errors import WrongUsage
from models.case.events import Body, Breached, Closed, Event, Reminded, RungReached, WaitEnded
from workflows.case.deadlines import settle

LAST_SHOWN = 3
"""How many events before the instant are shown; `show --until` has them all."""


def explain_as_of(found: OnRecord, text: str, now: datetime, *, as_json: bool) -> None:
    """Print a case as it stood at an instant that somebody typed. Raises WrongUsage, Damaged, NoCaseKey."""
    zone = local_zone(found.timezone)
    if beginning_of("--at", text, zone) > now:
        raise WrongUsage(f"--at {text} is still to come")
    at = min(end_of("--at", text, zone), now)
    case = read_as_of(found, at)
    if case is None:
        raise WrongUsage(f"--at {text}: {found.detail.row.reference} was not open yet")
    if as_json:
        _print_data(case, at)
    else:
        _print_page(case, at, zone)


def fallen_due(case: CaseFile, at: datetime) -> tuple[Event, ...]:
    """What had fallen due by the instant and was not noted yet, as no worker had come to it."""
    return settle(case.ledger.state, at)[1]


def _print_page(case: CaseFile, at: datetime, zone: tzinfo) -> None:
    row = case.view.row
    line(bold(row.reference), f"  {row.service}, {row.problem}, as it stood at ", bold(moment(at, zone)))
    line()
    properties(summary(case, at, zone))
    show_asked(case, zone)
    heading("Known then")
    properties((name, shown_text(text, case)) for name, text in _known(case))
    show_checklist(case, zone)
    heading(f"The last of {counted(len(case.events), 'event')} until then")
    for happened, pieces in timeline(case.events[-LAST_SHOWN:], case.style):
        line("  ", dim(moment(happened, zone)), "  ", *(shown_piece(each, case) for each in pieces))
    if due := fallen_due(case, at):
        heading("Fallen due, and noted only later")
        for event in due:
            line("  ", *_due_line(event.body, zone))
    show_clocks(case, zone, so_far="then")


def _known(case: CaseFile) -> Iterator[tuple[str, str]]:
    """What the first stage had found, and what others had said."""
    found = case.view.assessment
    if found:
        yield "first stage", f"{EFFECT[found.effect]}; team {found.team}, priority {found.priority}"
        yield from rules_with_inputs(found.findings)
    if found and found.missing:
        yield "asked for", ", ".join(found.missing)
    answers = sum(event.body.type == "replied" for event in case.events)
    if answers:
        yield "answers", counted(answers, "answer") + " of the beneficiary"
    rungs = reached_at(case.events)
    yield "rungs", ", ".join(name for _, _, name in rungs) or "none reached"


def _due_line(body: Body, zone: tzinfo) -> list[Piece]:
    if isinstance(body, RungReached):
        return [warning(f"rung {body.rung} of the {body.clock} clock, due {moment(body.due, zone)}")]
    if isinstance(body, Breached):
        return [bad(f"the promise of the {body.clock} clock, due {moment(body.due, zone)}")]
    words = {Closed: "the end of the case", WaitEnded: "the end of the wait", Reminded: "the reminder to answer"}
    return [words.get(type(body), body.type.replace("_", " "))]


def _print_data(case: CaseFile, at: datetime) -> None:
    view = case.view.model_dump(mode="json")
    reached = (
        {"clock": clock, "run": run, "rung": rung, "at": due.isoformat()}
        for (clock, run, rung), due in reached_at(case.events).items()
    )
    data: dict[str, Any] = {
        "at": at,
        **explanation_data(case),
        **view,
        "rungs_reached": list(reached),
        "fallen_due": [event.body.model_dump(mode="json") for event in fallen_due(case, at)],
        "events": len(case.events),
    }
    terminal.as_json({name: as_seen(value, case.look, name) for name, value in data.items()})
