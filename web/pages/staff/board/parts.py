"""The parts of the board as HTML, as page and stream have them: how things stand now, and the figures of a period."""

from collections.abc import Callable, Hashable
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from activities.records.database import Connection
from commands.common.onlooker.looking import Onlooker, look_through
from commands.common.words.language import Language
from commands.looks.asking import AtRecords
from commands.looks.board import BoardAsked, board_told
from commands.reports.page.content import PageData
from models.authority import Scope
from models.codes import Verb
from web.backend import Backend
from web.live.remembered import MadeAnew
from web.live.topics import State
from web.pages.base.rendering import environment
from web.pages.staff.board.asked import BoardQuery
from web.pages.staff.board.figures import FiguresPage, counted_figures
from web.pages.staff.board.now import NowPage
from web.pages.staff.board.titles import BoardTitles
from web.pages.staff.titles import StaffTitles

_FIGURES = 100
"""Figures of a period that a process remembers."""
STANDS, USEFUL = 60.0, 600.0
"""Seconds for which figures are shown as they were counted, and for which they are while they are counted anew; the
page says as of when they are."""
PATIENCE = 1.0
"""Seconds for which a page waits for figures that nobody asked for before; a live one gets them afterwards."""


class BoardView(NamedTuple):
    """Who looks at which board, in which language; `root` is the address of the workspace."""

    who: Onlooker
    query: BoardQuery
    language: Language
    root: str

    @property
    def scope(self) -> Scope:
        """Whose cases are counted. Raises NotAllowed."""
        return self.who.scope(Verb.LIST)

    @property
    def same_cases(self) -> Hashable:
        """What all have in common who are told the same figures: the cases that they see."""
        scope = self.scope
        return scope.all_teams, scope.packs, scope.teams, frozenset() if scope.all_teams else scope.holders

    @property
    def same_page(self) -> Hashable:
        """What all have in common who are shown the same page."""
        return "board", self.same_cases, self.who.actor.role, self.query, self.language


class BoardParts:
    """Makes the parts of boards for a process."""

    def __init__(self, backend: Backend, told: Callable[[], None]) -> None:
        self._backend, self._packs = backend, dict(backend.channels.folder.packs)
        self._figures = MadeAnew[PageData](_FIGURES, STANDS, USEFUL, told)

    @property
    def zone(self) -> tzinfo:
        """The zone of the directorate, whose days are counted."""
        return ZoneInfo(self._backend.config.zone)

    def titles(self, language: Language) -> BoardTitles:
        """What things are called."""
        return BoardTitles(StaffTitles(self._packs, language))

    def looked(self, connection: Connection, view: BoardView, *, live: bool = False) -> None:
        """Leave the view of a board behind. Raises NotAllowed."""
        look_through(connection, view.who, Verb.LIST, 0, board=True, report=True, live=live, **view.query.narrowed)

    def state(self, connection: Connection, view: BoardView) -> State:
        """The parts as they are now; the figures of the period as they were counted moments ago."""
        now, figures = self.now(connection, view), self.figures(view)
        made = environment(view.language)
        parts = {
            "now": made.get_template("staff/board/now.html").render(now=now),
            "figures": made.get_template("staff/board/figures.html").render(figures=figures),
        }
        return State(parts, now.at)

    def now(self, connection: Connection, view: BoardView) -> NowPage:
        """How things stand. Raises NotAllowed, WrongUsage."""
        asked = BoardAsked(view.query.filter, by_version=view.query.versions, language=view.language)
        told = board_told(AtRecords(connection, view.who, self._backend.config), asked)
        return NowPage(told, view.query, replace(self.titles(view.language), of_pack=told.of_pack), view.root)

    def figures(self, view: BoardView) -> FiguresPage | None:
        """The figures of the period; none while they are counted for the first time. Raises NotAllowed, WrongUsage."""
        period, scope = view.query.period(self.zone, datetime.now(UTC)), view.scope

        def count() -> PageData:
            with self._backend.records() as connection:
                data = counted_figures(connection, period, scope, self._packs, str(self.zone))
            list(self._page(data, view).charts)  # drawn while nobody waits for it
            return data

        data = self._figures.get((view.same_cases, period), count, PATIENCE)
        return self._page(data, view) if data else None

    def _page(self, data: PageData, view: BoardView) -> FiguresPage:
        return FiguresPage(replace(data, language=view.language), view.query, view.root, self.zone)
