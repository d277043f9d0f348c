"""The workspace in a real browser, in both languages: axe-core, the console, 360 pixels, the keyboard."""

import asyncio
from functools import partial

import pytest

from tests.support.pages import Visitor
from tests.support.servers.driven_browser import DrivenBrowser
from tests.support.simulation import OMAR
from tests.support.web import Api
from tests.support.workspace import link_for
from tests.web.pages.test_in_browser import browser, look
from tests.web.workspace.test_lists import opened

__all__ = ["browser"]


def walk(browser: DrivenBrowser, address: str, language: str, link: str, reference: str) -> None:
    """Visit every page as an officer does."""

    def go(path: str, name: str) -> None:
        browser.open(f"{address}/{language}/staff{path}")
        look(browser, f"staff-{name}", language)

    go(f"/enter?link={link}", "enter")
    browser.submit("#open")
    go("", "inbox")
    go(f"/case/{reference}", "case")
    if language == "en":  # the same templates, from left to right
        return
    go("/cases?stage=queued&order=due", "cases")
    browser.open(f"{address}/{language}/staff/case/{reference}")
    browser.submit("form[action$='/do/claim'] button")
    browser.submit("a[href*='/do/approve']")
    browser.submit("#send")
    look(browser, "staff-approve-errors", language)
    assert browser.run("document.activeElement.className") == "errors"
    browser.run("document.getElementById('reason').value = 'note_removed'")
    browser.run("document.getElementById('template').value = 'note_resolved'")
    browser.submit("#send")
    look(browser, "staff-preview", language)
    go(f"/case/{reference}/do/ask", "ask")
    browser.open(f"{address}/{language}/staff")
    browser.run("document.querySelector('input[name=case]').click()")
    browser.submit(".several button")
    look(browser, "staff-many", language)


@pytest.mark.timeout(150)
@pytest.mark.parametrize("language", ["ar", "en"])
async def test_each_page_can_be_used_by_everybody(
    somebody: Visitor, desk: Api, browser: DrivenBrowser, language: str
) -> None:
    reference = await opened(somebody)
    address = str(desk.http.base_url).rstrip("/")
    await asyncio.to_thread(walk, browser, address, language, link_for(somebody, OMAR), reference)


def by_keyboard(browser: DrivenBrowser, address: str, link: str, reference: str) -> str:
    """Take a case and leave a note with keys alone; what was said then."""
    reach = partial(browser.reach, within=60)
    browser.open(f"{address}/ar/staff/enter?link={link}")
    reach("#open")
    browser.press("Enter", loads=True)
    browser.open(f"{address}/ar/staff/case/{reference}")
    reach("form[action$='/do/claim'] button")
    browser.press("Enter", loads=True)
    reach("a[href*='/do/note']")
    assert browser.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    browser.press("Enter", loads=True)
    reach("#text")
    browser.type("اتصلت بالفرع")
    reach("#send")
    browser.press("Enter", loads=True)
    return str(browser.run("document.querySelector('[role=status]').textContent"))


@pytest.mark.timeout(150)
async def test_a_case_is_taken_and_noted_by_the_keyboard_alone(
    somebody: Visitor, desk: Api, browser: DrivenBrowser
) -> None:
    reference = await opened(somebody)
    address = str(desk.http.base_url).rstrip("/")
    said = await asyncio.to_thread(by_keyboard, browser, address, link_for(somebody, OMAR), reference)
    assert said == "تم: إضافة ملاحظة"
