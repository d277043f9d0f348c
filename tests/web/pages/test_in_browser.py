"""The pages in a real browser, in both languages: axe-core, the console, the direction, 360 pixels, the keyboard."""

import asyncio
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.support.pages import Visitor, sent_code
from tests.support.servers.driven_browser import DrivenBrowser, driven_browser
from tests.support.web import Api
from tests.web.pages.test_cases import asked

SERVICE = "/new/passports/exceptional_travel_permit"
PICTURES = os.environ.get("PICTURES", "")
"""A folder in which pictures of the pages are kept."""
WIDTHS = (360, 1000)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DrivenBrowser]:
    with driven_browser(tmp_path_factory.mktemp("browser")) as driven:
        yield driven


def look(browser: DrivenBrowser, name: str, language: str) -> None:
    """Hold what every page has to be."""
    for width in WIDTHS:
        browser.resize(width)
        assert browser.overflow() <= 0, (name, width)
        if PICTURES:
            browser.picture(Path(PICTURES) / f"{language}-{name}-{width}.png")
    assert browser.violations() == [], name
    assert [each for each in browser.console if '"source": "network"' not in each] == [], name
    assert browser.run("getComputedStyle(document.documentElement).direction") == ("rtl" if language == "ar" else "ltr")
    assert browser.run("document.querySelectorAll('h1').length") == 1, name
    browser.console.clear()


def walk(browser: DrivenBrowser, address: str, language: str, code: str, reference: str) -> None:
    """Visit every page as a person does."""

    def go(path: str, name: str) -> None:
        browser.open(f"{address}/{language}{path}")
        look(browser, name, language)

    go("", "home")
    go("/verify?code=25JT-R99Z-XCBA-WE7F-8", "verify")
    go("/new", "packs")
    go("/new/passports", "services")
    go(SERVICE, "form")
    browser.submit()
    look(browser, "form-errors", language)
    assert browser.run("document.activeElement.className") == "errors"
    go("/nothing", "nothing")
    go("/find", "find")
    browser.fill(reference=reference)
    browser.submit()
    look(browser, "code", language)
    browser.fill(code="1")
    browser.submit()
    look(browser, "code-error", language)
    browser.fill(code=code)
    browser.submit()
    look(browser, "case", language)
    for kind in ("reply", "rate", "withdraw"):
        go(f"/case/{kind}", kind)


@pytest.mark.timeout(150)
@pytest.mark.parametrize("language", ["ar", "en"])
async def test_each_page_can_be_used_by_everybody(
    visitor: Visitor, pages: Api, browser: DrivenBrowser, language: str
) -> None:
    reference = await asked(visitor)
    await visitor.get("/find")
    await visitor.post("/find", reference=reference)
    code = await sent_code(pages.system, reference)
    address = str(pages.http.base_url).rstrip("/")
    await asyncio.to_thread(walk, browser, address, language, code, reference)


def by_keyboard(browser: DrivenBrowser, address: str, code: str, reference: str) -> str:
    """Open a case and answer with keys alone; where that led to."""
    reach = partial(browser.reach, within=40)
    browser.open(f"{address}/ar/find")
    browser.press("Tab")
    assert browser.run("document.activeElement.matches('.skip')")
    reach("#reference")
    browser.type(reference)
    browser.press("Enter", loads=True)
    reach("#code")
    browser.type(code)
    browser.press("Enter", loads=True)
    reach("a[href='/ar/case/reply']")
    assert browser.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    browser.press("Enter", loads=True)
    reach("#text")
    browser.type("رقم السداد 4455")
    reach("#send")
    browser.press("Enter", loads=True)
    return str(browser.run("location.pathname + ' ' + document.querySelector('[role=status]').textContent"))


@pytest.mark.timeout(150)
async def test_a_case_is_opened_and_answered_by_the_keyboard_alone(
    visitor: Visitor, pages: Api, browser: DrivenBrowser
) -> None:
    reference = await asked(visitor)
    await visitor.get("/find")
    await visitor.post("/find", reference=reference)
    code = await sent_code(pages.system, reference)
    address = str(pages.http.base_url).rstrip("/")
    led_to = await asyncio.to_thread(by_keyboard, browser, address, code, reference)
    assert led_to == "/ar/case استلمنا ردكم."
