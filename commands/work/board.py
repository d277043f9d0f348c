"""The command board: counts of open requests by stage, team and service, for those who manage the directorate."""

from dataclasses import asdict
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from commands.common import terminal
from commands.common.declare import As, AsJson, OfPack, Why, command
from commands.common.labels import WORK
from commands.common.language import N_, _
from commands.common.marks import Marks
from commands.common.titles import stage_title, zone_of
from models.codes import Stage, Verb

if TYPE_CHECKING:
    from collections.abc import Mapping

    from activities.records.database import Connection
    from activities.reports.board import Board, Tally
    from commands.common.looking import Onlooker
    from models.case.style import CaseStyle

app = typer.Typer()

ByVersion = Annotated[
    bool, typer.Option("--by-version", help="Also by the version of the policies that requests are under.")
]
GROUPS: tuple[Literal["stage", "team", "service"], ...] = ("stage", "team", "service")


@command(app, WORK, "tawasul board --as d.dana", "tawasul board --json", name="board")
def show_board(
    pack: OfPack = None, by_version: ByVersion = False, why: Why = None, staff: As = None, as_json: AsJson = False
) -> None:
    """How the directorate stands, or your teams.

    Open requests by stage, team and service, how many are late or at risk, and those that wait longest. Open is what
    waits for its decision; what is decided and may still be reopened is counted apart.
    """
    from activities.reports.board import board, tallies_by_version
    from activities.reports.styles import case_styles, style_of_pack
    from commands.common.context import known_pack, records
    from commands.common.looking import Intent, look_through, onlooker
    from commands.common.reader import language_of_reader

    who, now = onlooker(Intent(staff, why)), datetime.now(UTC)
    with records() as connection, connection.transaction():
        named, reader = known_pack(connection, pack), language_of_reader(connection, who.actor.id)
        of_pack = style_of_pack(connection, named, reader) if named else None
        day_began = datetime.combine(now.astimezone(zone_of(of_pack)).date(), time(), zone_of(of_pack))
        scope = who.scope(Verb.LIST)
        counts = board(connection, now, day_began, scope, named)
        versions = tallies_by_version(connection, now, scope, named) if by_version else None
        things = _to_see_to(connection, who, named)
        look_through(connection, who, Verb.LIST, len(counts.oldest), board=True)
        styles = case_styles(connection, [row.policy for row in counts.oldest], reader)
    if as_json:
        terminal.as_json(_board_data(counts, things, versions))
    else:
        _print_board(counts, things, of_pack, styles, versions)


def _to_see_to(connection: "Connection", who: "Onlooker", pack: str | None) -> int:
    """How many things stand on the attention list that they see."""
    from activities.records.attention import waiting
    from activities.reports.attention import grouped, seen

    audits = who.authority.scope(Verb.AUDIT, who.places) is not None
    entries = seen(waiting(connection), who.scope(Verb.LIST), audits=audits)
    return len(grouped(each for each in entries if pack in (None, each.pack)))


def _board_data(found: "Board", things: int, versions: "Mapping[str, Tally] | None") -> dict[str, Any]:
    by_version = {name: asdict(tally) for name, tally in (versions or {}).items()}
    return {
        "at": found.at,
        "total": asdict(found.total),
        "follow_up": found.follow_up,
        **{f"by_{what}": {name: asdict(tally) for name, tally in found.by(what).items()} for what in GROUPS},
        **({"by_version": by_version} if versions is not None else {}),
        "oldest": [row.model_dump(mode="json") for row in found.oldest],
        "today": asdict(found.flow) | {"attention": things},
    }


def _print_board(
    found: "Board",
    things: int,
    of_pack: "CaseStyle | None",
    styles: "Mapping[str, CaseStyle]",
    versions: "Mapping[str, Tally] | None" = None,
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
    groups: dict[str, Mapping[str, Tally]] = {what: found.by(what) for what in GROUPS}
    for what, tallies in (groups | ({"version": versions} if versions else {})).items():
        terminal.heading(_(_BY[what]))
        headers = ("open", "late", "at risk", "paused", "oldest", what)
        rows = ([*_tally_row(tally, found.at), _group_label(what, name, of_pack)] for name, tally in tallies.items())
        terminal.table(headers, rows, indent="  ")
    if found.oldest:
        terminal.heading(_("Waiting longest"))
        _print_oldest(found, styles)


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
    return stage_title(Stage(name), style) if what == "stage" else name or terminal.NONE


def _print_oldest(found: "Board", styles: "Mapping[str, CaseStyle]") -> None:
    marks = Marks(found.oldest)
    headers = ("reference", "waits", "service", "stage", "holder", "time left", *marks.header)
    rows: list[list[terminal.Piece]] = [
        [
            terminal.bold(row.reference),
            terminal.amount(found.at - row.submitted_at),
            row.service,
            stage_title(row.stage, styles.get(row.policy)),
            row.assignee or terminal.NONE,
            terminal.time_left(row.answer_due_at or row.due_at, found.at),
            *marks.cell(row),
        ]
        for row in found.oldest
    ]
    terminal.table(headers, rows, indent="  ")
