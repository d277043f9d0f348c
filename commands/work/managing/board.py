"""The command board: counts of open requests by stage, team and service, for those who manage the directorate."""

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from commands.common import terminal
from commands.common.lists import AsCsv, OfService, OfTeam
from commands.common.terminal import Column
from commands.common.typed.declare import As, AsJson, OfPack, Why, Wide, command
from commands.common.words.labels import WORK
from commands.common.words.language import N_, _
from commands.common.words.marks import Marks
from commands.common.words.pack_titles import service_name, team_name
from commands.common.words.titles import stage_title, zone_of
from commands.work.lists.case_filter import of_pack as pack_and_team
from commands.work.managing.board_sheet import print_sheet
from models.codes import BoardOrder, Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from activities.reports.board import Board, Tally
    from commands.work.managing.board_sheet import BoardParts
    from models.case.style import CaseStyle

app = typer.Typer()

ByVersion = Annotated[
    bool, typer.Option("--by-version", help="Also by the version of the policies that requests are under.")
]
OrderedBy = Annotated[BoardOrder, typer.Option("--sort", help="The order of the lines of each part.")]
GROUPS: tuple[Literal["stage", "team", "service"], ...] = ("stage", "team", "service")


@command(
    app,
    WORK,
    "tawasul board --as d.dana",
    "tawasul board --team exit_visas --sort late --as o.salem",
    "tawasul board --csv --as d.dana > board.csv",
    name="board",
)
def show_board(
    pack: OfPack = None,
    team: OfTeam = None,
    service: OfService = None,
    by_version: ByVersion = False,
    sort: OrderedBy = BoardOrder.CASES,
    as_csv: AsCsv = False,
    wide: Wide = False,
    why: Why = None,
    staff: As = None,
    as_json: AsJson = False,
) -> None:
    """How the directorate stands, or your teams.

    Open requests by stage, team and service, how many are late or at risk, and those that wait longest. Open is what
    waits for its decision; what is decided and may still be reopened is counted apart.
    """
    from activities.reports.board import BoardFilter
    from commands.common.onlooker.looking import Intent
    from commands.common.onlooker.reader import own_language
    from commands.looks.board import BoardAsked, board

    named, team = pack_and_team(pack, team)
    wanted = BoardFilter(pack=named, team=team, service=service)
    told = board(Intent(staff, why), BoardAsked(wanted, by_version, own_language()))
    parts = _parts(told.counts, sort, told.versions)
    if as_json:
        terminal.as_json(_board_data(told.counts, told.things, parts))
    elif as_csv:
        print_sheet(parts, told.language, told.now)
    else:
        _print_board(told.counts, told.things, told.of_pack, told.styles, parts, wide=wide)


def _parts(found: "Board", sort: BoardOrder, versions: "Mapping[str, Tally] | None") -> "BoardParts":
    """The lines of each part in their order."""
    parts: dict[str, Mapping[str, Tally]] = {what: found.by(what) for what in GROUPS}
    parts |= {"version": versions} if versions is not None else {}
    return {what: dict(sorted(tallies.items(), key=_ORDERS[sort])) for what, tallies in parts.items()}


_ORDERS: "Mapping[BoardOrder, Callable[[tuple[str, Tally]], Any]]" = {
    BoardOrder.CASES: lambda line: (-line[1].cases, line[0]),
    BoardOrder.LATE: lambda line: (-line[1].late, -line[1].cases, line[0]),
    BoardOrder.AT_RISK: lambda line: (-line[1].at_risk, -line[1].cases, line[0]),
    BoardOrder.OLDEST: lambda line: (line[1].oldest is None, line[1].oldest, line[0]),
    BoardOrder.NAME: lambda line: line[0],
}


def _board_data(found: "Board", things: int, parts: "BoardParts") -> dict[str, Any]:
    return {
        "as_of": found.at,
        "total": asdict(found.total),
        "follow_up": found.follow_up,
        **{f"by_{what}": {name: asdict(tally) for name, tally in lines.items()} for what, lines in parts.items()},
        "oldest": [row.model_dump(mode="json") for row in found.oldest],
        "today": asdict(found.flow) | {"attention": things},
    }


def _print_board(
    found: "Board",
    things: int,
    of_pack: "CaseStyle | None",
    styles: "Mapping[str, CaseStyle]",
    parts: "BoardParts",
    *,
    wide: bool,
) -> None:
    """Print the board; of one pack alone as that one tells its cases."""
    total, flow, zone = found.total, found.flow, zone_of(of_pack)
    terminal.line(
        terminal.bold(_("{cases} open", cases=total.cases)),
        _(" at {at}: ", at=terminal.moment(found.at, zone)),
        *_lateness(total),
    )
    terminal.line(_("{follow_up} decided, in follow-up", follow_up=found.follow_up))
    terminal.line(
        _(
            "today {opened} opened, {resolved} resolved, {closed} closed",
            opened=flow.opened,
            resolved=flow.resolved,
            closed=flow.closed,
        )
    )
    if things:
        terminal.line(
            terminal.warning(_("to see to: {count}, on `tawasul attention`", count=terminal.counted(things, "thing")))
        )
    for what, tallies in parts.items():
        terminal.heading(_(_BY[what]))
        headers = ("open", "late", "at risk", "paused", "oldest", what)
        rows = ([*_tally_row(tally, found.at), _group_label(what, name, of_pack)] for name, tally in tallies.items())
        terminal.table(headers, rows, indent="  ", named_by=-1)
    if found.oldest:
        terminal.heading(_("Waiting longest"))
        _print_oldest(found, styles, wide=wide)


_BY = {
    "stage": N_("By stage"),
    "team": N_("By team"),
    "service": N_("By service"),
    "version": N_("By version"),
}


def _lateness(tally: "Tally") -> list[terminal.Piece]:
    late = terminal.bad(_("{late} late", late=tally.late)) if tally.late else terminal.good(_("none late"))
    appeals = f", {terminal.counted(tally.appeals, 'appeal')}" if tally.appeals else ""
    return [
        late,
        _(", {at_risk} at risk, {paused} paused{appeals}", at_risk=tally.at_risk, paused=tally.paused, appeals=appeals),
    ]


def _tally_row(tally: "Tally", now: datetime) -> list[terminal.Piece]:
    age = terminal.amount(now - tally.oldest) if tally.oldest else terminal.NONE
    late = terminal.bad(str(tally.late)) if tally.late else str(tally.late)
    return [str(tally.cases), late, str(tally.at_risk), str(tally.paused), age]


def _group_label(what: str, name: str, style: "CaseStyle | None") -> str:
    if not name:
        return terminal.NONE
    match what:
        case "stage":
            return stage_title(Stage(name), style)
        case "team":
            return team_name(name)
        case "service":
            return service_name(name)
        case _:
            return name


OLDEST = (
    Column("reference"),
    Column("waits"),
    Column("service", dropped=3, least=12),
    Column("stage", dropped=2, least=12),
    Column("holder", dropped=1, least=6),
    Column("time left"),
)


def _print_oldest(found: "Board", styles: "Mapping[str, CaseStyle]", *, wide: bool) -> None:
    marks = Marks(found.oldest)
    columns = (*OLDEST, *(Column(each, dropped=4, least=10) for each in marks.header))
    rows: list[list[terminal.Piece]] = [
        [
            terminal.bold(row.reference),
            terminal.amount(found.at - row.submitted_at),
            service_name(row.service, row.pack),
            stage_title(row.stage, styles.get(row.policy)),
            row.assignee or terminal.NONE,
            terminal.time_left(row.answer_due_at or row.due_at, found.at),
            *marks.cell(row),
        ]
        for row in found.oldest
    ]
    terminal.listing(columns, rows, indent="  ", wide=wide)
