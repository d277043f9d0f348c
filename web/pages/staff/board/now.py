"""How the units of somebody stand now: the counts of the board with the addresses of their cases."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cached_property
from typing import Any, NamedTuple

from activities.reports.behind import BoardFigure
from activities.reports.board import Tally
from commands.common.terminal.times import amount, moment
from commands.common.words.language import N_, _
from commands.common.words.titles import zone_of
from commands.looks.board import BoardTold
from models.case.row import CaseRow
from models.codes import Stage
from models.reports.catalog import BY_CODE
from web.pages.staff.board.asked import BoardQuery
from web.pages.staff.board.titles import BoardTitles

GROUPS = {"stage": N_("By stage"), "team": N_("By team"), "service": N_("By service"), "version": N_("By version")}
COLUMNS = (BoardFigure.OPEN, BoardFigure.LATE, BoardFigure.AT_RISK, BoardFigure.PAUSED)
_COUNTED = {BoardFigure.OPEN: "cases", BoardFigure.LATE: "late", BoardFigure.AT_RISK: "at_risk"} | {
    BoardFigure.PAUSED: "paused",
    BoardFigure.APPEALS: "appeals",
}
"""Of a tally what each figure is."""
TITLES: Mapping[BoardFigure, str] = {
    BoardFigure.OPEN: N_("open"),
    BoardFigure.LATE: N_("late"),
    BoardFigure.AT_RISK: N_("at risk"),
    BoardFigure.PAUSED: N_("paused"),
    BoardFigure.APPEALS: N_("appeals"),
    BoardFigure.FOLLOW_UP: N_("in follow-up"),
    BoardFigure.OPENED_TODAY: N_("opened today"),
    BoardFigure.RESOLVED_TODAY: N_("decided today"),
    BoardFigure.CLOSED_TODAY: N_("closed today"),
}
_INDICATORS: Mapping[BoardFigure, str] = {
    BoardFigure.OPEN: "open",
    BoardFigure.LATE: "late_open",
    BoardFigure.AT_RISK: "at_risk",
    BoardFigure.PAUSED: "paused",
    BoardFigure.FOLLOW_UP: "follow_up",
}
"""Figures that reports have too: they are defined there."""
_MEANINGS: Mapping[BoardFigure, str] = {
    BoardFigure.APPEALS: N_("Open requests that appeal against the result of another one."),
    BoardFigure.OPENED_TODAY: N_("Requests that were opened since midnight."),
    BoardFigure.RESOLVED_TODAY: N_("Requests whose decision of today stands; not those that were reopened since."),
    BoardFigure.CLOSED_TODAY: N_("Requests that were closed since midnight."),
}
_TODAY = (BoardFigure.OPENED_TODAY, BoardFigure.RESOLVED_TODAY, BoardFigure.CLOSED_TODAY)


class Shown(NamedTuple):
    """A figure with its name, what it means, and the address of its cases; `kind` is how it looks."""

    figure: BoardFigure
    title: str
    value: int
    meaning: str
    address: str
    kind: str


class GroupLine(NamedTuple):
    """One line of a table: whose it is, its figures, and how long the oldest waits."""

    title: str
    address: str
    """Of the board of these cases alone; empty where there is none."""
    figures: tuple[Shown, ...]
    oldest: str


class BoardCase(NamedTuple):
    """One of the cases that wait longest."""

    reference: str
    address: str
    waits: str
    service: str
    stage: str
    holder: str
    due: str
    is_late: bool


@dataclass(frozen=True)
class NowPage:
    """The board as a page shows it. `root` is the address of the workspace."""

    told: BoardTold
    query: BoardQuery
    titles: BoardTitles
    root: str

    @cached_property
    def tables(self) -> Mapping[str, list[GroupLine]]:
        """The figures by stage, team, service and version."""
        return {GROUPS[what]: list(self._lines(what)) for what in GROUPS}

    @cached_property
    def total(self) -> Tally:
        """All open cases together."""
        return self.told.counts.total

    @property
    def at(self) -> str:
        """As of when, to the second."""
        return f"{self.told.now.astimezone(zone_of(self.told.of_pack)):%Y-%m-%d %H:%M:%S}"

    @cached_property
    def tiles(self) -> list[Shown]:
        """The figures of all."""
        counts = self.told.counts
        of_flow = dict(zip(_TODAY, (counts.flow.opened, counts.flow.resolved, counts.flow.closed), strict=True))
        values = {figure: getattr(self.total, name) for figure, name in _COUNTED.items()}
        values |= {BoardFigure.FOLLOW_UP: counts.follow_up} | of_flow
        return [self._shown(figure, value) for figure, value in values.items()]

    @property
    def oldest(self) -> str:
        """How long the oldest waits; empty where nothing does."""
        return self._age(self.total)

    @property
    def waiting(self) -> list[BoardCase]:
        """The cases that wait longest."""
        zone = zone_of(self.told.of_pack)
        return [waiting_line(row, self.told.now, zone, self.titles, self.root) for row in self.told.counts.oldest]

    def _lines(self, what: str) -> Iterator[GroupLine]:
        tallies = (self.told.versions or {}) if what == "version" else self.told.counts.by(what)  # type: ignore[arg-type]
        for name, tally in tallies.items():
            of = self._narrowed(what, name)
            figures = tuple(self._shown(each, getattr(tally, _COUNTED[each]), **of) for each in COLUMNS)
            narrows = what != "stage" and name
            address = self.query.address(f"{self.root}/board", **of) if narrows else ""
            yield GroupLine(self._title(what, name), address, figures, self._age(tally))

    def _narrowed(self, what: str, name: str) -> dict[str, Any]:
        """What leads from all to one line of a table."""
        if what == "version":
            pack, _at, version = name.partition("@")
            return {"pack": pack, "version": version}
        if not name:
            return {"team": None, "without_team": 1}
        pack, _dot, code = name.rpartition(".")
        return ({"pack": pack} if pack else {}) | {what: code}

    def _title(self, what: str, name: str) -> str:
        if not name:
            return _("no team yet")
        return str(getattr(self.titles, what)(name, *self._pack(what)))

    def _pack(self, what: str) -> tuple[str | None, ...]:
        return (self.query.pack,) if what in ("team", "service") else ()

    def _shown(self, figure: BoardFigure, value: int, **of: Any) -> Shown:
        kind = {BoardFigure.LATE: "bad", BoardFigure.AT_RISK: "warn"}.get(figure, "") if value else ""
        cases = self.query.address(
            f"{self.root}/board/cases", figure=figure, since=None, until=None, versions=None, **of
        )
        return Shown(figure, _(TITLES[figure]), value, meaning_of(figure, self.titles.language), cases, kind)

    def _age(self, tally: Tally) -> str:
        return amount(self.told.now - tally.oldest) if tally.oldest else ""


def meaning_of(figure: BoardFigure, language: str) -> str:
    """What a figure is."""
    if figure in _INDICATORS:
        return BY_CODE[_INDICATORS[figure]].words.meaning(language)
    return _(_MEANINGS[figure])


def waiting_line(row: CaseRow, now: datetime, zone: tzinfo, titles: BoardTitles, root: str) -> BoardCase:
    """A case as a line of a list."""
    due = row.answer_due_at or row.due_at
    return BoardCase(
        row.reference,
        f"{root}/case/{row.reference}",
        amount(now - row.submitted_at),
        titles.service(row.service, row.pack),
        titles.stage(row.stage),
        row.assignee or "",
        moment(due, zone) if due else "",
        bool(due and due <= now and row.stage != Stage.CLOSED),
    )
