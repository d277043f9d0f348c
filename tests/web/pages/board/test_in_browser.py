"""The board in a real browser: axe-core, the console, 360 pixels, both directions; and it changes while it is open."""

import asyncio
import time

import pytest

from tests.support.servers.driven_browser import DrivenBrowser
from tests.support.simulation import DIRECTOR
from tests.support.web import Api
from tests.support.workspace import COOKIE, session_for
from tests.web.pages.board.test_board import some_work
from tests.web.pages.test_in_browser import browser, look

__all__ = ["browser"]

TILE = "Number(document.querySelector('.tiles strong').textContent.replace(',', ''))"
STATE = "document.getElementById('live-state').className"


def visit(browser: DrivenBrowser, api: Api, path: str) -> None:
    """Go to a page of the workspace as the director."""
    address = str(api.http.base_url).rstrip("/")
    browser.ask("Network.setCookie", name=COOKIE, value=session_for(api, DIRECTOR), url=address)
    browser.open(f"{address}{path}")


def wait_for(browser: DrivenBrowser, condition: str) -> None:
    """Wait until a script says so."""
    until = time.monotonic() + 20
    while not browser.run(condition):
        assert time.monotonic() < until, condition
        time.sleep(0.05)


@pytest.mark.timeout(150)
@pytest.mark.parametrize("language", ["ar", "en"])
async def test_the_board_and_its_cases_can_be_used_by_everybody(
    pages: Api, browser: DrivenBrowser, language: str
) -> None:
    await some_work(pages)

    def walk() -> None:
        visit(browser, pages, f"/{language}/staff/board")
        wait_for(browser, f"{STATE} === 'on' && !!document.querySelector('[data-part=figures] .chart')")
        assert browser.run("document.getElementById('live-reload').hidden")
        browser.run("document.querySelectorAll('details').forEach(each => each.open = true)")
        look(browser, "board", language)
        visit(browser, pages, f"/{language}/staff/board/cases?figure=open")
        look(browser, "board-cases", language)

    await asyncio.to_thread(walk)


@pytest.mark.timeout(120)
async def test_an_open_board_changes_and_whoever_reads_stays_where_they_are(pages: Api, browser: DrivenBrowser) -> None:
    await asyncio.to_thread(visit, browser, pages, "/en/staff/board")
    await asyncio.to_thread(wait_for, browser, f"{STATE} === 'on'")
    before = browser.run(TILE)
    browser.run("document.querySelector('#meanings').open = true; document.querySelectorAll('.tiles a')[2].focus()")
    await pages.system.submit()
    await asyncio.to_thread(wait_for, browser, f"{TILE} === {before + 1}")
    assert browser.run("document.querySelector('#meanings').open")
    assert browser.run("document.activeElement.getAttribute('href')").endswith("figure=at_risk")
    assert browser.console == []
