"""How the whole house stands, for those who manage it."""

from dataclasses import asdict
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any, Literal

import typer

import render
from commands.door import AsJson, command
from commands.words import STAGE, WORK
from models.codes import Stage

if TYPE_CHECKING:
    from activities.reports.board import Board, Tally

app = typer.Typer()

GROUPS: tuple[Literal["stage", "team", "service"], ...] = ("stage", "team", "service")


@command(app, WORK, "tawasul board", "tawasul board --json")
def board(as_json: AsJson = False) -> None:
    """How the house stands.

    Open requests by stage, team and service, how many are late or at risk, and those that wait longest. Open is what
    waits for its decision; what is decided and may still be reopened is counted apart.
    """
    from activities.reports.board import board as read
    from commands.house import records

    now = datetime.now(UTC)
    zone = render.local_zone()
    with records() as connection:
        found = read(connection, now, datetime.combine(now.astimezone(zone).date(), time(), zone))
    if as_json:
        render.as_json(_board_data(found))
    else:
        _show_board(found)


def _board_data(found: "Board") -> dict[str, Any]:
    return {
        "at": found.at,
        "total": asdict(found.total),
        "follow_up": found.follow_up,
        **{f"by_{what}": {name: asdict(tally) for name, tally in found.by(what).items()} for what in GROUPS},
        "oldest": [row.model_dump(mode="json") for row in found.oldest],
        "today": asdict(found.flow),
    }


def _show_board(found: "Board") -> None:
    total, flow, zone = found.total, found.flow, render.local_zone()
    render.line(render.bold(f"{total.cases} open"), f" at {render.moment(found.at, zone)}: ", *_standing(total))
    render.line(f"{found.follow_up} decided, in follow-up")
    render.line(f"today {flow.opened} opened, {flow.resolved} resolved, {flow.closed} closed")
    if flow.attention:
        render.line(render.warning(f"to see to: {render.counted(flow.attention, 'thing')}, on `tawasul attention`"))
    for what in GROUPS:
        render.heading(f"By {what}")
        headers = ("open", "late", "at risk", "paused", "oldest", what)
        rows = ([*_tally(tally, found.at), _named(what, name)] for name, tally in found.by(what).items())
        render.table(headers, rows, indent="  ")
    if found.oldest:
        render.heading("Waiting longest")
        _oldest(found)


def _standing(tally: "Tally") -> list[render.Piece]:
    late = render.bad(f"{tally.late} late") if tally.late else render.good("none late")
    return [late, f", {tally.at_risk} at risk, {tally.paused} paused"]


def _tally(tally: "Tally", now: datetime) -> list[render.Piece]:
    age = render.amount(now - tally.oldest) if tally.oldest else render.NONE
    late = render.bad(str(tally.late)) if tally.late else str(tally.late)
    return [str(tally.cases), late, str(tally.at_risk), str(tally.paused), age]


def _named(what: str, name: str) -> str:
    return STAGE[Stage(name)] if what == "stage" else name or render.NONE


def _oldest(found: "Board") -> None:
    headers = ("reference", "waits", "service", "stage", "holder", "time left")
    rows: list[list[render.Piece]] = [
        [
            render.bold(row.reference),
            render.amount(found.at - row.submitted_at),
            row.service,
            STAGE[row.stage],
            row.assignee or render.NONE,
            render.time_left(row.answer_due_at or row.due_at, found.at),
        ]
        for row in found.oldest
    ]
    render.table(headers, rows, indent="  ")
