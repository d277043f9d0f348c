"""The board in the workspace: its figures lead to their cases, it tells of one's own units alone, and it is live."""

import asyncio
import html
import json
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from activities.reports.behind import BoardFigure
from activities.reports.board import BoardFilter
from commands.common.onlooker.looking import Intent, Onlooker
from commands.looks.asking import AtRecords
from commands.looks.board import BoardAsked, board_told
from errors import WrongUsage
from models.case.actor import Actor
from models.codes import Role
from sessions.served.held import end_held
from tests.support.pages import Visitor, visible
from tests.support.simulation import DIRECTOR, LAYLA, OMAR, SALMA
from tests.support.system import eventually
from tests.support.web import Api, served
from tests.support.workspace import at_desk
from tests.web.pages.test_cases import CODE
from tests.web.test_cases import looks
from web.live import streams
from web.pages.staff.board import figures

_TILE = re.compile(r'<li><a href="([^"]+)"[^>]*><strong>(.*?)</strong> <span>(.*?)</span></a></li>', re.S)
_CELL = re.compile(r'<a href="([^"]+/board/cases[^"]*)"[^>]*>(?:<span class="hidden">.*?</span>)?([\d,]+)</a>', re.S)
_TOTAL = re.compile(r"<p>([\d,]+) requests? · ")
_TIMES = re.compile(r"<p>It happened ([\d,]+) time")


@pytest.fixture
async def director(pages: Api) -> AsyncIterator[Visitor]:
    async with at_desk(pages, DIRECTOR, "en") as somebody:
        yield somebody


async def some_work(api: Api) -> str:
    """A case that is taken, one that is decided, one that waits."""
    system = api.system
    await system.submit()
    decided = (await system.submit()).reference
    await system.do(decided, "claim")
    await system.approve(decided)
    taken = (await system.submit()).reference
    await system.do(taken, "claim")
    await system.caught_up(decided)
    await system.caught_up(taken)
    return taken


def figures_of(page: str) -> list[tuple[str, int]]:
    """Addresses of cases with the number that stands on the link."""
    tiles = [(address, value) for address, value, _ in _TILE.findall(page) if value.replace(",", "").isdecimal()]
    return [(html.unescape(address), int(value.replace(",", ""))) for address, value in (*tiles, *_CELL.findall(page))]


async def behind(visitor: Visitor, address: str) -> int:
    """How many requests stand behind a figure; or how often it happened, where that is more."""
    answer = await visitor.http.get(address)
    assert answer.status_code == 200, (address, answer.text)
    found = _TIMES.search(answer.text) or _TOTAL.search(answer.text)
    return int(found[1].replace(",", "")) if found else 0


async def is_counted(visitor: Visitor, since: date) -> bool:
    return "chart-1" in (await visitor.get(f"/staff/board?versions=1&since={since}")).text


@pytest.mark.timeout(120)
async def test_every_figure_leads_to_as_many_cases_as_it_says(director: Visitor, pages: Api) -> None:
    await some_work(pages)
    since = datetime.now(UTC).date() - timedelta(days=17)  # days that nobody else asks for: they are counted now
    await eventually(lambda: is_counted(director, since))
    page = director.page
    figures = figures_of(page)
    assert len(figures) > len(BoardFigure) and max(value for _, value in figures) >= 2
    for address, value in dict(figures).items():
        assert await behind(director, address) == value, address


async def test_the_page_has_the_counts_of_the_command(director: Visitor, pages: Api) -> None:
    page = (await director.get("/staff/board?team=exit_visas")).text
    who = Onlooker(DIRECTOR, (), pages.backend.authority, Intent(DIRECTOR.id))
    with pages.backend.records() as records:
        place = AtRecords(records, who, pages.backend.config)
        told = board_told(place, BoardAsked(BoardFilter(team="exit_visas"), language="en"))
    shown = {title.strip(): int(value.replace(",", "")) for _, value, title in _TILE.findall(page)[:3]}
    total = told.counts.total
    assert shown == {"open": total.cases, "late": total.late, "at risk": total.at_risk}


async def test_managers_see_their_own_units_alone(pages: Api, director: Visitor) -> None:
    await some_work(pages)
    stranger = Actor(id="badr", role=Role.SUPERVISOR, teams=("records_unit",))
    async with at_desk(pages, stranger, "en") as somebody:
        page = (await somebody.get("/staff/board")).text
        assert {value for _, value in figures_of(page)} == {0}
        of_all = [address for address, value in figures_of((await director.get("/staff/board")).text) if value]
        for address in of_all[:8]:
            answer = await somebody.http.get(address)
            assert "TW-" not in visible(answer.text), address
    async with at_desk(pages, SALMA, "en") as supervisor:
        assert max(value for _, value in figures_of((await supervisor.get("/staff/board")).text)) >= 2


async def test_each_look_leaves_a_view(director: Visitor, pages: Api) -> None:
    asked = 'SELECT by, about, cases FROM "view" WHERE verb = %s ORDER BY id DESC LIMIT 1'
    await director.get("/staff/board?team=exit_visas")
    (view,) = looks(pages, asked, "list")
    assert (view["by"], view["about"]["board"], view["about"]["team"]) == (DIRECTOR.id, True, "exit_visas")
    await director.get("/staff/board/cases?figure=late")
    (view,) = looks(pages, asked, "list")
    assert view["about"]["figure"] == "late"


WRONG_DAYS = ("since=2026-02-30", "since=2026-02-02&until=2026-01-01", "since=2020-01-01", "until=0001-01-01")
WRONG_CODES = ("until=9999-12-31", "team=<b>", "team=nowhere", "service=%00")
NO_FIGURES = ("", "figure=none", "indicator=none", "figure=late&indicator=opened", "figure=late&stage=x")
NO_GROUPS = ("indicator=opened&by=day&name=%00", "indicator=opened&by=nothing", "figure=late&page=x")


@pytest.mark.parametrize("query", [*WRONG_DAYS, *WRONG_CODES])
async def test_what_cannot_be_asked_for_is_said(director: Visitor, query: str) -> None:
    assert (await director.get(f"/staff/board?{query}")).status_code == 422


@pytest.mark.parametrize("query", [*NO_FIGURES, *NO_GROUPS])
async def test_a_figure_that_there_is_not_has_no_cases(director: Visitor, query: str) -> None:
    assert (await director.get(f"/staff/board/cases?{query}")).status_code == 422


@pytest.mark.parametrize("language", ["ar", "en"])
async def test_without_scripts_the_page_says_as_of_when_and_how_it_is_loaded_again(
    director: Visitor, language: str
) -> None:
    director.language = language
    page = await director.get("/staff/board")
    assert re.search(r'<bdi id="live-at">\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}</bdi>', page.text)
    assert 'id="live-reload" href="?"' in page.text
    rules = page.headers["content-security-policy"]
    assert "script-src 'self'" in rules and "unsafe" not in rules and "style=" not in page.text
    assert CODE.findall(visible(page.text)) == []


@pytest.mark.timeout(60)
async def test_without_the_library_of_charts_their_numbers_are_there(
    director: Visitor, pages: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object, **__: object) -> str:
        raise WrongUsage("not installed")

    monkeypatch.setattr(figures, "picture", none)
    await pages.system.submit()
    since = datetime.now(UTC).date() - timedelta(days=13)
    await eventually(lambda: is_counted(director, since))
    chart = director.page.partition('id="chart-1"')[2].partition("</figure>")[0]
    assert "<svg" not in chart and '<details id="chart-1-numbers" open>' in chart


async def test_whoever_is_not_signed_in_is_told_nothing(pages: Api) -> None:
    for path in ("/ar/staff/board", "/ar/staff/board/live", "/ar/staff/board/cases?figure=open"):
        answer = await pages.http.get(path)
        assert answer.status_code == 303 and "/staff/login" in answer.headers["location"]


class Stream:
    """An open stream of a board."""

    def __init__(self, lines: AsyncIterator[str]) -> None:
        self._lines = lines

    async def next(self) -> tuple[str, dict[str, Any]]:
        """The next event, within some seconds."""
        kind = ""
        async with asyncio.timeout(20):
            async for line in self._lines:
                kind = line.removeprefix("event: ") if line.startswith("event: ") else kind
                if line.startswith("data: "):
                    return kind, json.loads(line.removeprefix("data: "))
        raise AssertionError("the stream has ended")


@asynccontextmanager
async def stream_at(visitor: Visitor, address: str = "/en/staff/board/live") -> AsyncIterator[Stream]:
    async with visitor.http.stream("GET", address) as answer:
        assert answer.status_code == 200, answer.status_code
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield Stream(answer.aiter_lines())


@pytest.mark.timeout(90)
async def test_what_somebody_does_is_on_an_open_board_at_once(director: Visitor, pages: Api) -> None:
    async with stream_at(director) as stream:
        kind, first = await stream.next()
        assert kind == "state" and set(first["parts"]) == {"now", "figures"}
        await pages.system.submit()
        kind, then = await stream.next()
        while not then["parts"].get("now"):
            kind, then = await stream.next()
        assert open_of(then) == open_of(first) + 1


def open_of(state: dict[str, Any]) -> int:
    return int(_TILE.findall(state["parts"]["now"])[0][1].replace(",", ""))


@pytest.mark.timeout(90)
async def test_a_stream_ends_with_the_session_and_does_not_keep_it(pages: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "BEATS", 0.1)
    async with at_desk(pages, LAYLA, "en") as somebody:
        token = next(iter(somebody.http.cookies.values()))
        seen = "SELECT seen_at FROM staff_session WHERE staff = %s ORDER BY opened_at DESC LIMIT 1"
        async with stream_at(somebody) as stream:
            await stream.next()
            before = looks(pages, seen, LAYLA.id)
            await asyncio.sleep(0.4)
            assert looks(pages, seen, LAYLA.id) == before
            with pages.backend.records() as records:
                end_held(records, token)
            kind, _ = await stream.next()
            while kind != "end":
                kind, _ = await stream.next()
    assert pages.backend.live.open == 0


@pytest.mark.timeout(90)
async def test_a_process_with_open_boards_ends_within_seconds(pages: Api) -> None:
    async with served(pages.system) as other, at_desk(other, OMAR, "en") as somebody:
        async with stream_at(somebody) as first, stream_at(somebody) as second:
            await first.next()
            await second.next()
            begun = time.monotonic()
            other.backend.stopping.set()
            for stream in (first, second):
                with pytest.raises(AssertionError, match="the stream has ended"):
                    while True:
                        await stream.next()
            assert time.monotonic() - begun < 5


async def test_one_session_has_only_so_many_streams(pages: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MOST_OF_SESSION", 1)
    async with at_desk(pages, OMAR, "en") as somebody, stream_at(somebody) as stream:
        await stream.next()
        refused = await somebody.http.get("/en/staff/board/live")
        assert refused.status_code == 429 and int(refused.headers["retry-after"]) > 0
