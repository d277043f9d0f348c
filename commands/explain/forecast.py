"""The command forecast: which requests will be late within some days if nobody acts."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.common import terminal
from commands.common.lists import HowMany, ListForm, OfService, OfTeam
from commands.common.onlooker.looking import Intent
from commands.common.typed.declare import OfPack
from commands.common.typed.list_command import list_command
from commands.common.words.labels import WORK
from commands.common.words.language import N_, _
from commands.common.words.pack_titles import service_name, team_name
from commands.common.words.titles import stage_title, zone_of
from commands.work.lists.case_filter import of_pack
from commands.work.lists.check_filter import check_asked
from models.codes import ForecastOrder, Priority

if TYPE_CHECKING:
    from activities.reports.forecast import Forecast, Foreseen
    from models.case.row import CaseRow
    from models.case.style import CaseStyle

    Shown = tuple[Foreseen, CaseRow]

app = typer.Typer()

OrderedBy = Annotated[ForecastOrder, typer.Option("--sort", help="The order of the list.")]
HEADERS = ("late at", "reference", "service", "stage", "team", "holder", "time left")


@list_command(
    app,
    WORK,
    "tawasul forecast --days 5 --as d.dana",
    'tawasul forecast --days 2 --team exit_visas --csv --why "the plan of the week" --as d.dana > late.csv',
    name="forecast",
)
def foresee(
    form: ListForm,
    intent: Intent,
    days: Annotated[int, typer.Option(min=1, max=60, help="How many days ahead, of the calendar.")] = 5,
    pack: OfPack = None,
    team: OfTeam = None,
    service: OfService = None,
    sort: OrderedBy = ForecastOrder.DUE,
) -> None:
    """What will be late if nobody acts, and at the pace of the last weeks.

    Due instants are exact: by the promise and the calendar of each request. A wait that ends by its limit, and a legal
    limit that passes in a pause, are in it. The pace is what became of such requests of each team on past days, from
    this time of day on; how good its forecasts were in the last weeks is said too.
    """
    from activities.reports.forecast import ForecastFilter, forecast, past_weeks, rows_of
    from activities.reports.styles import policy_styles
    from commands.common.context import records
    from commands.common.onlooker.looking import look_through, onlooker
    from commands.common.onlooker.reader import language_of_reader
    from commands.explain.past_weeks import pace_data, show_pace

    pack, team = of_pack(pack, team)
    now, who, span = datetime.now(UTC), onlooker(intent), timedelta(days=days)
    scope, wanted = form.scope(who), ForecastFilter(pack=pack, team=team, service=service)
    with records() as connection:
        check_asked(connection, pack=pack, team=team, service=service)
        with connection.transaction():
            found, past = (
                forecast(connection, wanted, now, now + span, scope),
                past_weeks(connection, wanted, now, span, scope),
            )
            shown = rows_of(connection, form.part(_in_order(found, sort)))
            look_through(connection, who, form.verb, len(shown), forecast=days, pack=pack, team=team, service=service)
        styles = policy_styles(connection, language_of_reader(connection, who.actor.id))

    def page() -> None:
        _show(found, shown, form, styles, now, days)
        show_pace(past, _by_team(found), span)

    form.show(
        HowMany(len(shown), len(found.foreseen), terminal.moment(now, terminal.local_zone())),
        page=page,
        sheet=lambda: _sheet(shown, styles, now),
        data=lambda: _data(found, shown, now, days) | {"pace": pace_data(past, _by_team(found), span)},
    )


def _show(
    found: "Forecast",
    shown: "Sequence[Shown]",
    form: ListForm,
    styles: "Mapping[str, CaseStyle]",
    now: datetime,
    days: int,
) -> None:
    many, zone = len(found.foreseen), terminal.local_zone()
    ahead = _("will be late within {count} if nobody acts", count=terminal.counted(days, "day"))
    terminal.line(
        terminal.bold(str(many)),
        _(
            " of {count} {ahead}, at {at}; ",
            count=terminal.counted(found.undecided, "open request"),
            ahead=ahead,
            at=terminal.moment(now, zone),
        ),
        _("{late} late already", late=found.late),
    )
    if found.unreadable:
        unknown = terminal.counted(len(found.unreadable), "paused request")
        terminal.line(terminal.warning(_("{unknown} cannot be read: nobody knows of them", unknown=unknown)))
    of_day, of_team = (N_("By day"), N_("day"), _by_day(found)), (N_("By team"), "team", _by_team(found))
    for heading, title, counts in (of_day, of_team):
        if counts:
            terminal.heading(_(heading))
            shown_as = team_name if title == "team" else str
            rows = ((str(count), shown_as(name)) for name, count in counts.items())
            terminal.table(("late", title), rows, indent="  ")
    if shown:
        part = HowMany(len(shown), many, "").in_heading(form.offset)
        terminal.heading(_("Late if nobody acts{part}", part=part))
        terminal.table(HEADERS, (_row(each, styles, now) for each in shown), indent="  ")


def _in_order(found: "Forecast", order: ForecastOrder) -> "tuple[Foreseen, ...]":
    """The foreseen in an order; of equal ones the first to be late first, as they stand."""
    ranks = list(Priority)
    keys: Mapping[ForecastOrder, Callable[[Foreseen], Any]] = {
        ForecastOrder.DUE: lambda each: each.at,
        ForecastOrder.TEAM: lambda each: (each.pack, each.team or ""),
        ForecastOrder.HOLDER: lambda each: each.holder or "",
        ForecastOrder.PRIORITY: lambda each: -ranks.index(each.priority),
    }
    return tuple(sorted(found.foreseen, key=keys[order]))


def _by_day(found: "Forecast") -> dict[str, int]:
    zone = terminal.local_zone()
    return dict(Counter(str(each.at.astimezone(zone).date()) for each in found.foreseen))


def _by_team(found: "Forecast") -> dict[str, int]:
    return dict(Counter(each.team or terminal.NONE for each in found.foreseen).most_common())


def _row(shown: "Shown", styles: "Mapping[str, CaseStyle]", now: datetime) -> list[terminal.Piece]:
    each, row = shown
    style = styles.get(row.policy)
    return [
        terminal.moment(each.at, zone_of(style)),
        terminal.bold(row.reference),
        service_name(row.service, row.pack),
        stage_title(row.stage, style),
        team_name(row.team, row.pack) if row.team else terminal.NONE,
        row.assignee or terminal.NONE,
        terminal.time_left(each.at, now),
    ]


def _data(found: "Forecast", shown: "Sequence[Shown]", now: datetime, days: int) -> dict[str, Any]:
    return {
        "as_of": now,
        "days": days,
        "open": found.undecided,
        "late": found.late,
        "total": len(found.foreseen),
        "by_day": _by_day(found),
        "by_team": _by_team(found),
        "requests": [{**row.model_dump(mode="json"), "late_at": each.at} for each, row in shown],
        "unreadable": list(found.unreadable),
    }


def _sheet(shown: "Sequence[Shown]", styles: "Mapping[str, CaseStyle]", now: datetime) -> None:
    """Print a table for a spreadsheet."""
    from commands.common.context import packs
    from commands.common.terminal.spreadsheet import spreadsheet
    from commands.work.lists.case_sheet import Sheet, service_title, team_title

    sheet = Sheet(packs(), styles, now)
    headers = (
        "late at",
        "reference",
        "pack",
        "service",
        "service title",
        "team",
        "team title",
        "stage",
        "holder",
    )
    spreadsheet(
        headers,
        (
            (
                sheet.instant(row, each.at),
                *(row.reference, row.pack, row.service, sheet.title(row, service_title)),
                *(row.team, sheet.title(row, team_title), stage_title(row.stage, sheet.style(row))),
                row.assignee,
            )
            for each, row in shown
        ),
        as_of=now,
    )
