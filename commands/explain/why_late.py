"""The command why-late: where the working time of late promises went, grouped, with the requests of each group."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from commands.common import terminal
from commands.common.lists import ListForm, OfService, OfTeam
from commands.common.onlooker.looking import Intent
from commands.common.typed.declare import OfPack
from commands.common.typed.list_command import list_command
from commands.common.words.labels import WORK
from commands.common.words.language import _, listed
from commands.work.lists.case_filter import of_pack
from commands.work.lists.check_filter import check_asked
from errors import WrongUsage
from models.codes import PROMISES, ClockKind, LateOrder

app = typer.Typer()

OfEach = Annotated[int, typer.Option(min=0, help="How many requests of each group at most; 0 for all.")]


@list_command(
    app,
    WORK,
    "tawasul why-late --since 2026-01-01 --until 2026-01-31 --as d.dana",
    "tawasul why-late --team exit_visas --clock first_response --sort due --as o.salem",
    'tawasul why-late --csv --why "the monthly report" --as d.dana > late.csv',
    name="why-late",
    usual=20,
    limit=OfEach,
)
def why_late(
    form: ListForm,
    intent: Intent,
    pack: OfPack = None,
    team: OfTeam = None,
    service: OfService = None,
    clock: Annotated[ClockKind, typer.Option(help="The promise: resolution or first_response.")] = ClockKind.RESOLUTION,
    since: Annotated[
        str | None, typer.Option(metavar="INSTANT", help="Broken then or later.", show_default=False)
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="INSTANT", help="Broken then or before.", show_default=False)
    ] = None,
    sort: Annotated[LateOrder, typer.Option(help="The order within each group.")] = LateOrder.TIME,
) -> None:
    """Why promises broke: where their working time went.

    Waiting for an officer, in review, with the second person, a third party, the beneficiary, or counted by a change of
    the calendar. The shares add up to the whole. Each late promise stands in the group that most of its time went to;
    one that was kept after a reopening is still late. Counted is the time up to the decision, or up to now; that of
    pauses only where a legal limit passed.
    """
    from activities.reports.lateness import LateFilter, lateness
    from activities.reports.styles import case_styles
    from commands.common.context import records
    from commands.common.onlooker.looking import look_through, onlooker
    from commands.common.onlooker.reader import language_of_reader
    from commands.common.typed.instants import between
    from commands.explain.late_page import LatePage

    if clock not in PROMISES:
        raise WrongUsage(
            _("--clock {clock} is no promise; promises are: {promises}", clock=clock, promises=listed(PROMISES))
        )
    pack, team = of_pack(pack, team)
    now, who, zone = datetime.now(UTC), onlooker(intent), terminal.local_zone()
    broken = between(since, until, zone)
    wanted = LateFilter(clock=clock, since=broken.since, until=broken.until, pack=pack, service=service, team=team)
    scope = form.scope(who)
    with records() as connection:
        check_asked(connection, pack=pack, team=team, service=service)
        with connection.transaction():
            found = lateness(connection, wanted, now, scope)
            look_through(
                connection, who, form.verb, len(found.runs), why_late=clock, pack=pack, service=service, team=team
            )
        reader = language_of_reader(connection, who.actor.id)
        styles = case_styles(connection, [run.row.policy for run in found.runs], reader)
    page = LatePage(found, now, sort, form, styles)
    if form.as_json:
        terminal.as_json(page.data())
    elif form.as_csv:
        page.sheet()
    else:
        page.show()
