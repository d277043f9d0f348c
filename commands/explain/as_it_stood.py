"""A case as it stood at an instant: what was known then, who held it, its clocks and rungs, and what was due."""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Any

from commands.common import terminal
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
from commands.common.typed.instants import beginning_of, end_of
from commands.common.words.code_words import word
from commands.common.words.findings import rules_with_inputs
from commands.common.words.labels import EFFECT
from commands.common.words.language import N_, _, listed
from commands.common.words.titles import rung_title
from commands.work.case.asked import show_asked
from commands.work.case.case_data import as_seen
from commands.work.case.case_page import show_checklist, summary
from commands.work.case.explanation import explanation_data, reached_at, show_clocks
from commands.work.case.read import CaseFile, OnRecord, read_as_of
from commands.work.case.request_page import shown_piece, shown_text
from commands.work.case.timeline import timeline
from errors import WrongUsage
from models.case.events import Body, Breached, Closed, Event, Reminded, RungReached, WaitEnded
from models.case.style import CaseStyle
from workflows.case.deadlines import settle

LAST_SHOWN = 3
"""How many events before the instant are shown; `show --until` has them all."""


def explain_as_of(found: OnRecord, text: str, now: datetime, *, as_json: bool) -> None:
    """Print a case as it stood at an instant that somebody typed. Raises WrongUsage, Damaged, NoCaseKey."""
    zone = local_zone(found.timezone)
    if beginning_of("--at", text, zone) > now:
        raise WrongUsage(_("--at {text} is still to come", text=text))
    at = min(end_of("--at", text, zone), now)
    case = read_as_of(found, at)
    if case is None:
        raise WrongUsage(
            _("--at {text}: {reference} was not open yet", text=text, reference=found.detail.row.reference)
        )
    if as_json:
        _print_data(case, at)
    else:
        _print_page(case, at, zone)


def fallen_due(case: CaseFile, at: datetime) -> tuple[Event, ...]:
    """What had fallen due by the instant and was not noted yet, as no worker had come to it."""
    return settle(case.ledger.state, at)[1]


def _print_page(case: CaseFile, at: datetime, zone: tzinfo) -> None:
    row = case.view.row
    line(
        bold(row.reference),
        _("  {service}, {problem}, as it stood at ", service=row.service, problem=row.problem),
        bold(moment(at, zone)),
    )
    line()
    properties(summary(case, at, zone))
    show_asked(case, zone)
    heading(_("Known then"))
    properties((name, shown_text(text, case)) for name, text in _known(case))
    show_checklist(case, zone)
    heading(_("The last of {count} until then", count=counted(len(case.events), "event")))
    for happened, pieces in timeline(case.events[-LAST_SHOWN:], case.style):
        line("  ", dim(moment(happened, zone)), "  ", *(shown_piece(each, case) for each in pieces))
    if due := fallen_due(case, at):
        heading(_("Fallen due, and noted only later"))
        for event in due:
            line("  ", *_due_line(event.body, zone, case.style))
    show_clocks(case, zone, so_far=N_("that instant"))


def _known(case: CaseFile) -> Iterator[tuple[str, str]]:
    """What the first stage had found, and what others had said."""
    found = case.view.assessment
    if found:
        yield (
            N_("first stage"),
            _(
                "{effect}; team {team}, priority {priority}",
                effect=_(EFFECT[found.effect]),
                team=found.team,
                priority=word(found.priority),
            ),
        )
        yield from rules_with_inputs(found.findings, case.style)
    if found and found.missing:
        yield N_("asked for"), ", ".join(found.missing)
    answers = sum(event.body.type == "replied" for event in case.events)
    if answers:
        yield N_("answers"), counted(answers, "answer") + _(" of the beneficiary")
    rungs = reached_at(case.events)
    yield N_("rungs"), listed(rung_title(name, case.style) for _at, _clock, name in rungs) or _("none reached")


def _due_line(body: Body, zone: tzinfo, style: CaseStyle) -> list[Piece]:
    if isinstance(body, RungReached):
        return [
            warning(
                _(
                    "{rung}, of the {clock} clock, due {at}",
                    rung=rung_title(body.rung, style),
                    clock=word(body.clock),
                    at=moment(body.due, zone),
                )
            )
        ]
    if isinstance(body, Breached):
        return [
            bad(
                _(
                    "the promise of the {clock} clock, due {at}",
                    clock=word(body.clock),
                    at=moment(body.due, zone),
                )
            )
        ]
    words = {
        Closed: _("the end of the case"),
        WaitEnded: _("the end of the wait"),
        Reminded: _("the reminder to answer"),
    }
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
