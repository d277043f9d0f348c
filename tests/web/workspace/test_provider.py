"""The login at a real provider through the browser: the token is bound to a key that the server has made."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from models.case.actor import Actor
from models.codes import Role
from sessions.served.sealing import digest_of
from tests.support.pages import Visitor, visible, visiting
from tests.support.servers.provider import CLIENT, PersonAtBrowser, RunningProvider, provider
from tests.support.web import Api, served
from tests.support.workspace import COOKIE
from tests.web.pages.test_signing_in import kept

PERSON = Actor(id="rana", role=Role.OFFICER, teams=("exit_visas",))


@pytest.fixture(scope="module")
async def running(api: Api) -> AsyncIterator[tuple[RunningProvider, Api]]:
    """A provider, and the service of a house that uses it."""
    with provider(life=50) as at:  # each call finds the badge about to end, and has it renewed
        api.system.signer(PERSON)
        bind = "UPDATE staff SET issuer = %s, subject = 'f81d4fae' WHERE id = 'rana' RETURNING 1"
        kept(api.system, bind, at.issuer)
        async with served(api.system, oidc_issuer=at.issuer, oidc_client_id=CLIENT) as here:
            yield at, here


async def came_back(visitor: Visitor, name: str) -> httpx.Response:
    """Begin a login in a browser, log in at the provider with a name, and come back from there."""
    await visitor.get("/staff/cases")
    assert "Log in" in visible(visitor.page)
    begun = await visitor.http.get("/en/staff/login/go?next=/cases", follow_redirects=False)
    person = PersonAtBrowser(name)
    landed: list[str] = []

    def log_in() -> None:
        with httpx.Client(follow_redirects=False, trust_env=False, timeout=10) as browser:
            address, page = begun.headers["location"], browser.get(begun.headers["location"])
            for _ in range(12):
                while page.is_redirect:
                    address = str(page.url.join(page.headers["location"]))
                    if "/staff/callback" in address:
                        landed.append(address)
                        return
                    page = browser.get(address)
                page = person._submit(browser, page, page.text[page.text.index("<form") :])

    await asyncio.to_thread(log_in)
    visitor.last = await visitor.http.get(landed[0], follow_redirects=True)
    return visitor.last


async def test_somebody_of_the_staff_logs_in_at_the_provider_and_their_key_stays_here(
    running: tuple[RunningProvider, Api],
) -> None:
    async with visiting(running[1], "en") as visitor:
        answer = await came_back(visitor, "f81d4fae")
        assert answer.status_code == 200 and answer.url.path == "/ar/staff/cases", answer.text
        assert "Rana" in visible(answer.text)
        address = str(answer.history[0].url)
        again = await visitor.http.get(address, follow_redirects=True)
        assert again.status_code == 403, "an answer of the provider serves once"
        async with visiting(running[1], "en") as other:
            assert (await other.http.get(address, follow_redirects=True)).status_code == 403
        sealed = "SELECT sealed FROM staff_session WHERE digest = %s"
        digest: Any = digest_of(visitor.http.cookies[COOKIE])
        before = kept(running[1].system, sealed, digest)
        pages = [visitor.http.get("/en/staff/cases", follow_redirects=True) for _ in range(3)]
        assert [each.url.path for each in await asyncio.gather(*pages)] == ["/en/staff/cases"] * 3
        assert kept(running[1].system, sealed, digest) != before, "renewed for the same key"


async def test_who_is_unknown_here_is_told_so(running: tuple[RunningProvider, Api]) -> None:
    async with visiting(running[1], "en") as visitor:
        answer = await came_back(visitor, "nobody-here")
        assert answer.status_code == 403 and "not on the staff list" in visible(answer.text)
