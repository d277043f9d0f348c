"""The command inbox: the work of one member of staff from the records, the most pressing first."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from commands.common import terminal
from commands.common.absences import absence_data, absence_line
from commands.common.declare import As, AsJson, OfPack, command
from commands.common.labels import WORK
from commands.common.marks import Marks
from commands.common.titles import shown_status, stage_title, zone_of
from models.codes import Priority, Verb

if TYPE_CHECKING:
    from collections.abc import Mapping

    from activities.reports.inbox import Inbox, InboxCase
    from models.case.row import CaseRow
    from models.case.style import CaseStyle

app = typer.Typer()

PARTS = {
    "mine": "Yours",
    "unassigned": "Waiting for an officer",
    "steps": "Waiting for an approval step of your team",
    "asked": "Asked of your team, or waiting for it",
    "stand_in": "Of those for whom you stand in",
    "team": "Held by colleagues",
}
HEADERS = ("score", "reference", "service", "stage", "priority", "time left", "next rung", "holder")


@command(app, WORK, "tawasul inbox --as o.salem", "tawasul inbox --why --limit 5", name="inbox")
def show_inbox(
    staff: As = None,
    limit: Annotated[int, typer.Option(min=1, max=500, help="How many of each part.")] = 20,
    why: Annotated[bool, typer.Option("--why", help="Say what each score is made of.")] = False,
    pack: OfPack = None,
    as_json: AsJson = False,
) -> None:
    """Your work, the most pressing first.

    Your own requests, those of your teams that nobody has taken, those of others that wait for an approval step, an
    answer or an action of your team, what waits for people who are away and for whom you stand in, and those your
    colleagues hold. Absences, yours and those for which you will stand in, come first. Each request has a score; --why
    says what it is made of. Appeals, requests that were split off and imported ones are marked.
    """
    from activities.reports.absences import absences_about
    from activities.reports.inbox import inbox
    from activities.reports.styles import case_styles
    from commands.common.context import known_pack, records
    from commands.common.looking import Intent, look_through, onlooker
    from commands.common.reader import language_of_reader

    who, now = onlooker(Intent(staff)), datetime.now(UTC)
    with records() as connection, connection.transaction():
        away = absences_about(connection, who.actor.id, now)
        work = inbox(connection, who.actor, now, limit, who.absent, pack=known_pack(connection, pack))
        shown = [case for part in PARTS for case in getattr(work, part)]
        look_through(connection, who, Verb.LIST, len(shown), inbox=True)
        reader = language_of_reader(connection, who.actor.id)
        styles = case_styles(connection, [case.row.policy for case in shown], reader)
    if as_json:
        terminal.as_json(_inbox_data(work) | {"absences": [absence_data(each) for each in away]})
        return
    for absence in away:
        terminal.line(terminal.warning(absence_line(absence, now, terminal.local_zone())))
    for part, title in PARTS.items():
        if part in ("steps", "asked") and not getattr(work, part):
            continue  # most teams have no step in the chains of others, and are asked nothing
        if part == "stand_in" and not who.absent:
            continue
        names = f" ({', '.join(each.id for each in who.absent)})" if part == "stand_in" else ""
        _show_part(title + names, getattr(work, part), work.totals[part], _Told(now, styles, why, part == "asked"))


class _Told(NamedTuple):
    """How the cases are told: as of when, in which style, and whether with the reasons of their scores."""

    now: datetime
    styles: "Mapping[str, CaseStyle]"
    why: bool
    owed: bool = False
    """Whether their time is that which the reader's team has for its answer."""


def _show_part(title: str, cases: "tuple[InboxCase, ...]", total: int, told: _Told) -> None:
    terminal.heading(f"{title}: {total}" + (f", the first {len(cases)}" if total > len(cases) else ""))
    if not cases:
        return
    marks = Marks(case.row for case in cases)
    headers = (*HEADERS, *marks.header, *(["why"] if told.why else []), "status")
    terminal.table(headers, (_inbox_row(case, told, marks) for case in cases), indent="  ")


def _inbox_row(case: "InboxCase", told: _Told, marks: Marks) -> list[terminal.Piece]:
    row, style = case.row, told.styles.get(case.row.policy)
    zone = zone_of(style)
    rung = f"{row.next_rung} {terminal.moment(row.next_rung_at, zone)[5:]}" if row.next_rung else terminal.NONE
    cells: list[terminal.Piece] = [
        terminal.bold(str(case.score.points)),
        row.reference,
        row.service,
        stage_title(row.stage, style),
        styled_priority(row.priority),
        terminal.time_left(_until(row, owed=told.owed), told.now),
        rung,
        row.assignee or terminal.NONE,
        *marks.cell(row),
    ]
    if told.why:
        cells.append(", ".join(f"{reason.name} {reason.points}" for reason in case.score.reasons))
    return [*cells, shown_status(row.status, style)]


def _until(row: "CaseRow", *, owed: bool) -> datetime | None:
    """What a case is awaited by; of one that waits for the reader's team, until when the answer is."""
    if owed:
        return row.third_party_due_at if row.awaited_team else row.consultation_due_at
    return row.answer_due_at or row.due_at or row.third_party_due_at


def styled_priority(code: Priority) -> terminal.Piece:
    """A priority, the higher ones standing out."""
    return terminal.warning(code) if code.rank >= Priority.HIGH.rank else str(code)


def _inbox_data(work: "Inbox") -> dict[str, Any]:
    def data(case: "InboxCase") -> dict[str, Any]:
        return {**case.row.model_dump(mode="json"), "score": case.score.model_dump(mode="json")}

    return {**{part: [data(case) for case in getattr(work, part)] for part in PARTS}, "totals": work.totals}
