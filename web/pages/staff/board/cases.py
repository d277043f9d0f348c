"""The cases behind a figure of the board: exactly those that it counts, as far as somebody may see them now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import NamedTuple

from activities.records.database import Connection
from activities.reports.behind import (
    BoardCases,
    BoardFigure,
    CasesBehind,
    IndicatorCases,
    cases_of_indicator,
    cases_on_board,
)
from activities.reports.styles import style_of_pack
from commands.common.onlooker.looking import look_through
from commands.common.words.language import _, listed
from commands.looks.board import day_began
from commands.reports.values import titles_of
from errors import WrongUsage
from models.codes import ReportBy, Stage, Verb
from models.reports.catalog import BY_CODE
from web.pages.staff.board.now import TITLES, BoardCase, meaning_of, waiting_line
from web.pages.staff.board.parts import BoardView
from web.pages.staff.board.titles import BoardTitles

PAGE = 50
_MOST_CODES = 4


@dataclass(frozen=True)
class FigureAsked:
    """Which figure: of the board, or indicators of the period; `name` is the group of a report `by` something."""

    figure: BoardFigure | None = None
    indicators: tuple[str, ...] = ()
    by: ReportBy | None = None
    name: str = ""
    stage: Stage | None = None
    without_team: bool = False
    page: int = 1

    @classmethod
    def read(cls, given: Mapping[str, str], codes: list[str]) -> "FigureAsked":
        """What an address asks for. Raises WrongUsage for what is no figure."""
        try:
            figure = BoardFigure(given["figure"]) if given.get("figure") else None
            by = ReportBy(given["by"]) if given.get("by") else None
            stage = Stage(given["stage"]) if given.get("stage") else None
            page = max(1, min(int(given.get("page") or 1), 10_000))
        except ValueError:
            raise WrongUsage(_("there is no such figure")) from None
        if bool(figure) == bool(codes) or len(codes) > _MOST_CODES or any(code not in BY_CODE for code in codes):
            raise WrongUsage(_("there is no such figure"))
        name = given.get("name", "")[:100]
        if not name.isprintable():
            raise WrongUsage(_("there is no such figure"))
        return cls(figure, tuple(codes), by, name, stage, given.get("without_team") == "1", page)


class CasesPage(NamedTuple):
    """A page of the cases behind a figure; `of` is what it is narrowed to, in words."""

    title: str
    meaning: str
    of: tuple[str, ...]
    lines: list[BoardCase]
    found: CasesBehind
    at: str
    page: int
    pages: int


def cases_page(
    connection: Connection, view: BoardView, asked: FigureAsked, titles: BoardTitles, zone: tzinfo
) -> CasesPage:
    """The cases, with the view of the list left behind. Raises NotAllowed, WrongUsage."""
    now, skipped = datetime.now(UTC), (asked.page - 1) * PAGE
    of_pack = style_of_pack(connection, view.query.pack, view.language) if view.query.pack else None
    with connection.transaction():
        if asked.figure:
            day = day_began(now, of_pack)
            wanted, more = view.query.filter, {"stage": asked.stage, "without_team": asked.without_team}
            counted = BoardCases(figure=asked.figure, now=now, day_began=day, wanted=wanted, **more)  # type: ignore[arg-type]
            found = cases_on_board(connection, counted, view.scope, PAGE, skipped)
        else:
            period, by = view.query.period(zone, now), {"by": asked.by, "name": asked.name, "zone": str(zone)}
            happened = IndicatorCases(codes=asked.indicators, period=period, now=now, **by)  # type: ignore[arg-type]
            found = cases_of_indicator(connection, happened, view.scope, PAGE, skipped)
        figure = asked.figure or ",".join(asked.indicators)
        look_through(connection, view.who, Verb.LIST, len(found.rows), board=True, figure=figure, **view.query.narrowed)
    lines = [waiting_line(row, now, zone, titles, view.root) for row in found.rows]
    at, pages = f"{now.astimezone(zone):%Y-%m-%d %H:%M:%S}", max(1, -(-found.total // PAGE))
    narrowed = _narrowed(view, asked, titles, now.astimezone(zone).date())
    return CasesPage(*_named(asked, titles), narrowed, lines, found, at, asked.page, pages)


def _named(asked: FigureAsked, titles: BoardTitles) -> tuple[str, str]:
    """Title and meaning of the figure."""
    if asked.figure:
        return _(TITLES[asked.figure]), meaning_of(asked.figure, titles.language)
    words = [BY_CODE[code].words for code in asked.indicators]
    title = listed(each.title(titles.language) for each in words)
    return title, " ".join(each.meaning(titles.language) for each in words)


def _narrowed(view: BoardView, asked: FigureAsked, titles: BoardTitles, today: date) -> tuple[str, ...]:
    """Of which cases, in words."""
    query = view.query
    first, last = query.days(today)
    return tuple(
        each
        for each in (
            titles.service(query.service, query.pack) if query.service else "",
            titles.team(query.team, query.pack) if query.team else "",
            query.version or "",
            titles.stage(asked.stage) if asked.stage else "",
            _("no team yet") if asked.without_team else "",
            _group(asked, titles),
            f"{first} – {last}" if asked.indicators else "",
        )
        if each
    )


def _group(asked: FigureAsked, titles: BoardTitles) -> str:
    """The group of a report, as the packs call it; else its name."""
    if asked.by is None:
        return ""
    found = titles_of([asked.name], asked.by, titles.language, titles.staff.packs)
    return found[asked.name] or asked.name or _("without")
