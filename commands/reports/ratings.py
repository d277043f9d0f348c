"""The command ratings: what beneficiaries wrote with their ratings, for people, programs and spreadsheets."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from commands.common import terminal
from commands.common.lists import HowMany, ListForm, OfService, OfTeam, list_data
from commands.common.onlooker.looking import Intent
from commands.common.typed.declare import OfPack
from commands.common.typed.list_command import list_command
from commands.common.words.labels import WORK
from commands.common.words.language import _, language
from commands.reports.period import From, To, period_of
from models.codes import RatingOrder, ReportBy
from models.teams import name_of

if TYPE_CHECKING:
    from activities.reports.comments import RatingComment
    from activities.reports.indicators import Period
    from commands.looks.ratings import RatingsTold

app = typer.Typer()

HEADERS = ("at", "rating", "reference", "service", "team", "officer", "comment")
SHEET_HEADERS = (
    *("at", "rating", "reference", "pack", "service", "service title"),
    *("team", "team title", "officer", "comment"),
)
OrderedBy = Annotated[RatingOrder, typer.Option("--sort", help="The order of the list.")]


@list_command(
    app,
    WORK,
    "tawasul ratings --as d.dana",
    "tawasul ratings --from 2026-01-01 --to 2026-01-31 --team exit_visas --sort newest --as o.salem",
    'tawasul ratings --csv --why "the meeting on quality" --as d.dana > ratings.csv',
    name="ratings",
)
def list_ratings(
    form: ListForm,
    intent: Intent,
    since: From = None,
    until: To = None,
    pack: OfPack = None,
    service: OfService = None,
    team: OfTeam = None,
    sort: OrderedBy = RatingOrder.LOWEST,
) -> None:
    """What beneficiaries wrote with their ratings in a period, and whose work it is about.

    Identity and telephone numbers in what they wrote are masked. To take the list away (--csv, more than 1000 ratings,
    all by --limit 0) needs a reason. Ratings without a comment are counted by `report`.
    """
    from commands.looks.ratings import RatingsAsked, ratings

    period = period_of(since, until, pack, service, team)
    told = ratings(intent, RatingsAsked(period, sort, form))
    found, as_of = told.found, terminal.moment(told.as_of, terminal.local_zone())
    form.show(
        HowMany(len(found.rows), found.total, as_of, "rating with a comment", "ratings with a comment"),
        page=lambda: _show(period, told),
        sheet=lambda: _sheet(told),
        data=lambda: _data(period, told),
    )


def _show(period: "Period", told: "RatingsTold") -> None:
    from commands.reports.values import as_of_text, period_text

    zone = terminal.local_zone()
    read_in = str(language())
    terminal.line(terminal.bold(period_text(period, read_in)), terminal.GAP, terminal.dim(as_of_text(told, read_in)))
    rows: list[list[terminal.Piece]] = [
        [
            terminal.dim(terminal.moment(each.at, zone)),
            _("{score} of 5", score=each.score),
            terminal.bold(each.reference),
            each.service,
            each.team or terminal.NONE,
            each.officer or terminal.NONE,
            each.comment or terminal.NONE,
        ]
        for each in told.found.rows
    ]
    terminal.table(HEADERS, rows)


def _data(period: "Period", told: "RatingsTold") -> dict[str, object]:
    head = {"since": period.since, "until": period.until, "uncounted": told.uncounted}
    return head | list_data(told.as_of, told.found.total, ratings=map(asdict, told.found.rows))


def _sheet(told: "RatingsTold") -> None:
    from commands.common.terminal.spreadsheet import spreadsheet

    spreadsheet(SHEET_HEADERS, _lines(told.found.rows), as_of=told.as_of)


def _lines(rows: "tuple[RatingComment, ...]") -> Iterator[tuple[object, ...]]:
    from commands.reports.values import titles_of

    services = titles_of((name_of(each.service, each.pack) for each in rows), ReportBy.SERVICE)
    teams = titles_of((name_of(each.team or "", each.pack) for each in rows), ReportBy.TEAM)
    zone = terminal.local_zone()
    for each in rows:
        yield (
            *(each.at.astimezone(zone), each.score, each.reference, each.pack),
            *(each.service, services[name_of(each.service, each.pack)]),
            *(each.team, teams[name_of(each.team or "", each.pack)], each.officer, each.comment),
        )
