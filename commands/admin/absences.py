"""The commands of absences: away, back, absences."""

import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from commands.admin.members import MemberId, update
from commands.common import terminal
from commands.common.lists import HowMany, ListForm, list_data
from commands.common.record_list import OrderedBy, by_time
from commands.common.typed.declare import As, AsJson, command, local
from commands.common.typed.instants import date_ahead
from commands.common.typed.list_command import list_command
from commands.common.words.absences import absence_data, span, stands_in
from commands.common.words.labels import ADMIN
from commands.common.words.language import _
from models.codes import EventOrder

if TYPE_CHECKING:
    from activities.absences import Announced
    from activities.coverage import Absence, Gap
    from activities.records.database import Connection
    from activities.reports.absences import PlannedAbsence

app = typer.Typer()


@command(app, ADMIN, "tawasul staff away o.salem --from 2027-03-01 --to 2027-03-07 --substitute o.huda")
def away(
    staff: MemberId,
    since: Annotated[datetime, typer.Option("--from", metavar="DATE", parser=date_ahead, help="The first day away.")],
    until: Annotated[datetime, typer.Option("--to", metavar="DATE", parser=date_ahead, help="The last day away.")],
    substitute: Annotated[
        str | None, typer.Option(metavar="STAFF", help="Who stands in for them.", show_default=False)
    ] = None,
    by: As = None,
    as_json: AsJson = False,
) -> None:
    """Somebody is away; what would reach them reaches the substitute, who may do what they may.

    The same --from again replaces what was announced: other last day, other substitute. `staff back` takes it back.
    """
    from activities.absences import go_away

    begin, end = local(since), local(until + timedelta(days=1))
    announced: list[Announced] = []

    def announce(connection: "Connection") -> None:
        announced.append(go_away(connection, staff, begin, end, substitute, at=datetime.now(UTC)))

    update("away", staff, announce, by=by, as_json=as_json)
    for each in announced:
        _say_left(staff, each.left)
        say_gaps(each.gaps)
        _say_besides(each.besides)


@command(app, ADMIN, "tawasul staff back o.salem", "tawasul staff back o.salem --from 2027-03-01")
def back(
    staff: MemberId,
    since: Annotated[
        datetime | None,
        typer.Option(
            "--from",
            metavar="DATE",
            parser=date_ahead,
            help="Take back the absence that begins then.",
            show_default=False,
        ),
    ] = None,
    by: As = None,
    as_json: AsJson = False,
) -> None:
    """Somebody is back before the time, or will not be away after all."""
    from activities.absences import come_back, stay

    def end(connection: "Connection") -> None:
        now = datetime.now(UTC)
        if since is None:
            come_back(connection, staff, now)
        else:
            stay(connection, staff, local(since), now)

    update("back", staff, end, by=by, as_json=as_json)


@list_command(
    app,
    ADMIN,
    "tawasul staff absences",
    "tawasul staff absences o.salem --json",
    "tawasul staff absences --uncovered --sort newest",
    name="absences",
)
def list_absences(
    form: ListForm,
    staff: Annotated[
        str | None, typer.Argument(metavar="STAFF", help="Only theirs, or in which they stand in.")
    ] = None,
    uncovered: Annotated[
        bool, typer.Option("--uncovered", help="Only where nobody stands in, or the substitute is away too.")
    ] = False,
    sort: OrderedBy = EventOrder.OLDEST,
) -> None:
    """Who is away or will be, by when it begins, and who stands in."""
    from activities.reports.absences import absences_about, planned
    from commands.common.context import records

    now = datetime.now(UTC)
    with records() as connection:
        known = absences_about(connection, staff, now) if staff else planned(connection, now)
    found = by_time([each for each in known if each.gaps or not (uncovered and each.stand_ins)], sort, _begin)
    shown = form.part(found)
    form.show(
        HowMany(len(shown), len(found), terminal.moment(now, terminal.local_zone()), "absence"),
        page=lambda: _print(shown, now),
        sheet=lambda: _sheet(shown, now),
        data=lambda: list_data(now, len(found), absences=map(absence_data, shown)),
    )


def _begin(absence: "PlannedAbsence") -> datetime:
    return absence.since


def _print(shown: "Sequence[PlannedAbsence]", now: datetime) -> None:
    terminal.table(("staff", "away", "substitute", "stands in"), (_row(each, now) for each in shown))
    say_gaps(gap for each in shown for gap in each.gaps)


SHEET_HEADERS = ("staff", "away from", "away until", "substitute", "stands in")


def _sheet(shown: "Sequence[PlannedAbsence]", now: datetime) -> None:
    from commands.common.terminal.spreadsheet import spreadsheet

    zone = terminal.local_zone()
    rows = (
        (
            each.staff_id,
            each.since.astimezone(zone),
            each.until.astimezone(zone),
            each.substitute,
            ", ".join(each.stand_ins),
        )
        for each in shown
    )
    spreadsheet(SHEET_HEADERS, rows, as_of=now)


def _row(absence: "PlannedAbsence", now: datetime) -> list[terminal.Piece]:
    return [
        terminal.bold(absence.staff_id),
        span(absence.since, absence.until, now, terminal.local_zone()),
        absence.substitute or terminal.NONE,
        _(" and ").join(absence.stand_ins) or terminal.warning(_("nobody")),
    ]


def say_gaps(gaps: "Iterable[Gap]") -> None:
    """Say on standard error when a substitute is not there, and who stands in then."""
    zone = terminal.local_zone()
    for gap in gaps:
        when = _("from {at} until {at_2}", at=terminal.moment(gap.since, zone), at_2=terminal.moment(gap.until, zone))
        then = (
            _("{stand_ins} then", stand_ins=_(" and ").join(gap.stand_ins))
            if gap.stand_ins
            else _("nobody then: name another --substitute")
        )
        words = _(
            "{substitute}, who stands in for {absent}, is not there {when}; in their place {then}",
            substitute=gap.substitute,
            absent=gap.absent,
            when=when,
            then=then,
        )
        terminal.line(terminal.warning(words), to=sys.stderr)


def _say_left(staff: str, left: int) -> None:
    """Say on standard error that somebody leaves requests behind, and nobody is to stand in."""
    if left:
        words = _(
            "nobody stands in for {staff}, who holds {count}",
            staff=staff,
            count=terminal.counted(left, "undecided request"),
        )
        terminal.line(terminal.warning(words), _(": name a --substitute, or `tawasul assign` them"), to=sys.stderr)


def _say_besides(besides: "Iterable[Absence]") -> None:
    """Say on standard error which other absences somebody has in that time."""
    zone, now = terminal.local_zone(), datetime.now(UTC)
    for each in besides:
        when = span(each.since, each.until, now, zone)
        names = [each.substitute] if each.substitute else []
        taken_back = f"tawasul staff back {each.staff_id} --from {each.since.astimezone(zone):%Y-%m-%d}"
        words = _(
            "{staff_id} has another absence in that time, {when}, in which {names} too",
            staff_id=each.staff_id,
            when=when,
            names=stands_in(names),
        )
        terminal.line(
            terminal.warning(words), _(": `{taken_back}` takes it back", taken_back=taken_back), to=sys.stderr
        )
