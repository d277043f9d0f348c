"""The figures of a period for the board, and their charts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, NamedTuple

from markupsafe import Markup

from activities.records.database import Connection
from activities.reports.counted import snapshot
from activities.reports.indicators import Period
from commands.common.terminal.times import moment
from commands.looks.figures import FiguresAsked, figures_told
from commands.reports.page.charts import Behind, Chart, picture
from commands.reports.page.content import NEEDED, PageData, charts
from commands.reports.page.words import WORDS
from commands.reports.values import of_how_many, shown
from errors import WrongUsage
from models.authority import Scope
from models.packs.pack import Pack
from models.reports.catalog import BY_CODE
from web.live.remembered import KeptValues
from web.pages.staff.board.asked import BoardQuery

_PICTURES = 300
"""Pictures of charts that a process remembers."""
_SUMMARY = ("opened", "decided", "in_time", "reopened", "escalated", "rating")
"""Figures of the period that stand above the charts."""


class ChartLine(NamedTuple):
    """One line of the numbers of a chart: its label, and each value with the address of its cases."""

    label: str
    values: tuple[tuple[str, str], ...]


class ChartShown(NamedTuple):
    """A chart of the page: a picture where the library of charts is installed, and its numbers."""

    title: str
    meaning: str
    of_labels: str
    names: tuple[str, ...]
    lines: tuple[ChartLine, ...]
    picture: Markup
    is_empty: bool


class FigureShown(NamedTuple):
    """A figure of the period."""

    title: str
    value: str
    of: str
    meaning: str
    address: str


@dataclass(frozen=True)
class FiguresPage:
    """The figures and charts of a period as a page shows them."""

    data: PageData
    query: BoardQuery
    root: str
    zone: Any

    @property
    def at(self) -> str:
        """As of when they are counted."""
        return moment(next(iter(self.data.figures.values())).as_of, self.zone)

    @property
    def uncounted(self) -> int:
        """Cases written since that are not counted."""
        return next(iter(self.data.figures.values())).uncounted

    @property
    def days(self) -> tuple[str, str]:
        """The first and the last day."""
        period = self.data.period
        return str(period.since.date()), str((period.until - timedelta(days=1)).date())

    @property
    def summary(self) -> Iterator[FigureShown]:
        """The figures above the charts."""
        language = self.data.language
        for code in _SUMMARY:
            indicator, value = BY_CODE[code], self.data.total[code]
            words = indicator.words
            text, among = shown(indicator, value, language), of_how_many(value, language)
            of = self._address(Behind((code,)))
            yield FigureShown(words.title(language), text, among, words.meaning(language), of)

    @property
    def charts(self) -> Iterator[ChartShown]:
        """The charts in their order."""
        for chart in charts(self.data, WORDS[self.data.language]):
            lines = tuple(self._lines(chart))
            drawn = drawing(chart, self.data.language)
            of = chart.title, chart.meaning, chart.of_labels, tuple(chart.series)
            yield ChartShown(*of, lines, drawn, chart.is_empty)

    def _lines(self, chart: Chart) -> Iterator[ChartLine]:
        for place, label in enumerate(chart.labels):
            values = ((values[place], chart.behind.get(name, ())[place:]) for name, values in chart.series.items())
            yield ChartLine(str(label), tuple((_number(value, chart), self._of(value, of)) for value, of in values))

    def _of(self, value: float | None, behind: Any) -> str:
        return self._address(behind[0]) if value and behind else ""

    def _address(self, behind: Behind) -> str:
        first, last = self.days
        days = {"since": first, "until": last}
        more = {"indicator": behind.codes, "by": behind.by, "name": behind.name or None} | days
        return self.query.address(f"{self.root}/board/cases", **more)


def _number(value: float | None, chart: Chart) -> str:
    if value is None:
        return "–"
    return f"{value:.0%}" if chart.share else f"{value:,.10g}"


_drawn = KeptValues[Markup](_PICTURES)


def drawing(chart: Chart, language: str) -> Markup:
    """A chart as SVG, drawn once; empty where there is nothing to draw, and where the library is not installed."""
    if chart.is_empty:
        return Markup()
    plain = replace(chart, behind={})
    return _drawn.get((repr(plain), language), lambda: _draw(plain, right_to_left=language == "ar"))


def _draw(chart: Chart, *, right_to_left: bool) -> Markup:
    try:
        return Markup(picture(chart, right_to_left=right_to_left))  # noqa: S704 - made by the library, texts escaped
    except WrongUsage:
        return Markup()


def counted_figures(
    connection: Connection, period: Period, scope: Scope, packs: Mapping[str, Pack], zone: str
) -> PageData:
    """The figures of a period that somebody sees, at one snapshot of the records; told in English."""
    with connection.transaction():
        snapshot(connection)
        told = figures_told(connection, scope, FiguresAsked(period, NEEDED, zone, late=True))
    return PageData(period, dict(zip(NEEDED, told.figures, strict=True)), told.late, "en", packs)
