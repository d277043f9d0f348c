"""The cases behind a figure are those that it counts: of the board, and of every indicator of a report."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from activities.records.database import Connection, connect
from activities.records.occurrences import count_what_is_due
from activities.records.store import Records
from activities.reports.behind import (
    BoardCases,
    BoardFigure,
    CasesBehind,
    IndicatorCases,
    cases_of_indicator,
    cases_on_board,
)
from activities.reports.board import BoardFilter, board
from activities.reports.indicators import Value, indicators
from models.authority import Scope
from models.case.commands import Actor
from models.codes import ReportBy, Role, Stage
from models.reports.catalog import BY_CODE
from tests.records.test_reports import CLOSED, put
from tests.reports.test_counting import NOW, PERIOD, decided
from tests.reports.test_counting import put as opened
from tests.support.database import Database, row, work
from tests.support.simulation import OMAR, SALMA

HOUR = timedelta(hours=1)
SCOPES = (None, Scope((OMAR,), False), Scope((SALMA,), False))
OF_DAYS = {"opened", "decided", "ended", "in_time", "rungs", "reopened", "taken"}
"""What is asked for by day and by rung, where there are many groups."""


@pytest.fixture
def reading(database: Database) -> Iterator[Connection]:
    with connect(database.desk_url) as connection:
        yield connection


def of_board(reading: Connection, figure: BoardFigure, scope: Scope | None = None, **more: Any) -> CasesBehind:
    wanted = BoardCases(figure=figure, now=NOW, day_began=NOW - HOUR, **more)
    return cases_on_board(reading, wanted, scope, 100)


def test_every_figure_of_the_board_is_as_many_cases_as_it_says(records: Records, reading: Connection) -> None:
    put(
        records,
        row(1, due_at=NOW),
        row(2, at_risk_at=NOW, due_at=NOW + HOUR, appeal_of=row(5).reference),
        row(3, team="payments", service="other", stage=Stage.AWAITING_BENEFICIARY, paused=True, due_at=None),
        row(4, stage=Stage.RESOLVED, resolved_at=NOW - HOUR / 2, due_at=NOW),
        row(5, closed_at=NOW - HOUR / 2, resolved_at=NOW - HOUR * 9, **CLOSED),
        row(6, opened_at=NOW - HOUR / 2, team=None),
    )
    for scope in (None, Scope((OMAR,), False), Scope((OMAR,), True)):
        for wanted in (BoardFilter(), BoardFilter(team="payments"), BoardFilter(service="a_service", version="1")):
            shown = board(reading, NOW, NOW - HOUR, scope, wanted)
            total, flow = shown.total, shown.flow
            counts = [total.cases, total.late, total.at_risk, total.paused, total.appeals, shown.follow_up]
            counts += [flow.opened, flow.resolved, flow.closed]
            found = [of_board(reading, figure, scope, wanted=wanted).total for figure in BoardFigure]
            assert found == counts, (scope, wanted)
    for name, tally in board(reading, NOW, NOW).by("stage").items():
        assert of_board(reading, BoardFigure.OPEN, stage=Stage(name)).total == tally.cases
    nobodys = of_board(reading, BoardFigure.OPEN, without_team=True)
    assert [each.reference for each in nobodys.rows] == [row(6).reference]


def groups(reading: Connection, by: ReportBy | None, scope: Scope | None) -> Iterator[tuple[str, str, Value]]:
    """Group, indicator and value of a report."""
    found = indicators(reading, PERIOD, NOW, scope, by=by)
    for name, values in (found.groups if by else {"": found.total}).items():
        yield from ((name, code, value) for code, value in values.items())


@pytest.mark.parametrize("by", [None, ReportBy.SERVICE, ReportBy.OFFICER, ReportBy.DAY, ReportBy.RUNG])
def test_every_indicator_is_as_much_as_its_cases_say(
    database: Database, records: Records, reading: Connection, by: ReportBy | None
) -> None:
    opened(records, "open")
    decided(records, "in-time")
    case = decided(records, "twice", late=True)
    case.do("reopen", Actor(id="beneficiary", role=Role.BENEFICIARY), text="x")
    case.at("2026-01-29 10:00").claim(OMAR).approve()
    records.append(work(case, since=6))
    count_what_is_due(records, 10)
    opened(records, "in-line")
    for scope in SCOPES if by is None else SCOPES[:1]:
        for name, code, value in groups(reading, by, scope):
            if by in (ReportBy.DAY, ReportBy.RUNG) and code not in OF_DAYS:
                continue
            counts = value.hits if value.among is not None else value.value
            if counts is None or BY_CODE[code].unit not in ("count", "share", "ratio"):
                continue
            asked = IndicatorCases(codes=(code,), period=PERIOD, now=NOW, by=by, name=name)
            found = cases_of_indicator(reading, asked, scope, 100)
            assert found.counted == counts, (code, name)
            assert found.total + found.elsewhere <= counts and len(found.rows) == found.total


def test_a_case_that_went_to_another_unit_is_counted_and_not_shown(records: Records, reading: Connection) -> None:
    case = opened(records, "gone").claim(OMAR)
    case.do("redirect", OMAR, team="visit_visas", reason="other_team")
    badr = Actor(id="badr", role=Role.OFFICER, teams=("visit_visas",))
    records.append(work(case.claim(badr), since=2))
    asked = IndicatorCases(codes=("opened",), period=PERIOD, now=NOW)
    found = cases_of_indicator(reading, asked, Scope((SALMA,), False), 100)
    assert (found.rows, found.total, found.counted, found.elsewhere) == ((), 0, 1, 1)
    found = cases_of_indicator(reading, asked, Scope((SALMA,), True), 100)
    assert (len(found.rows), found.total, found.elsewhere) == (1, 1, 0)


def test_pages_of_cases_are_parts_of_the_whole(records: Records, reading: Connection) -> None:
    put(records, *(row(number) for number in range(1, 6)))
    asked = BoardCases(figure=BoardFigure.OPEN, now=NOW, day_began=NOW)
    pages = [cases_on_board(reading, asked, None, 2, offset) for offset in (0, 2, 4)]
    assert [len(each.rows) for each in pages] == [2, 2, 1] and {each.total for each in pages} == {5}
    assert len({each.reference for page in pages for each in page.rows}) == 5
