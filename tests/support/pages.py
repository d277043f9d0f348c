"""A visitor of the pages in tests: a browser's cookies and forms, without a browser."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape
from typing import Any

import httpx

from activities.keys.case_keys import case_keys_of
from activities.keys.parts import PartSealer
from activities.one_time_codes.mailbox import last_message
from tests.support.system import System, eventually
from tests.support.web import Api
from web.access.limits import CallLimits
from web.pages.base.limits import PageLimits

_FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
_FORM = re.compile(r'<form method="post" action="([^"]+)".*?</form>', re.S)
GENEROUS = CallLimits(1_000, 10_000)
NO_LIMITS = PageLimits(GENEROUS, GENEROUS, GENEROUS, GENEROUS, GENEROUS)


@dataclass
class Visitor:
    """Somebody with a browser of their own."""

    api: Api
    http: httpx.AsyncClient
    language: str = "ar"
    last: httpx.Response | None = None

    @property
    def page(self) -> str:
        """The page that is shown."""
        assert self.last is not None
        return self.last.text

    async def get(self, path: str = "") -> httpx.Response:
        """Go to a page."""
        self.last = await self.http.get(f"/{self.language}{path}", follow_redirects=True)
        return self.last

    async def post(self, path: str, headers: Any = None, **fields: str | list[str]) -> httpx.Response:
        """Send the form of the shown page with this address: its hidden fields, and what was typed."""
        hidden = next((hidden_in(form[0]) for form in _FORM.finditer(self.page) if _is_to(form[1], path)), {})
        address = f"/{self.language}{path}"
        self.last = await self.http.post(address, data=hidden | fields, headers=headers or {}, follow_redirects=True)
        return self.last

    async def sign_in(self, reference: str) -> httpx.Response:
        """Open a case by the code that is sent."""
        await self.get("/find")
        await self.post("/find", reference=reference)
        return await self.post("/code", code=await sent_code(self.api.system, reference))


def _is_to(action: str, path: str) -> bool:
    return action.partition("/")[2].partition("/")[2] == path.removeprefix("/")


def hidden_in(form: str) -> dict[str, str]:
    """The hidden fields of a form."""
    return {name: unescape(value) for name, value in _FIELD.findall(form)}


def visible(page: str) -> str:
    """The words of a page."""
    text = re.sub(r"<(style|script|title).*?</\1>|<[^>]+>", " ", page, flags=re.S)
    return " ".join(unescape(text).split())


def message_to(system: System, reference: str) -> str | None:
    """The last message with a code for a case, from the mailbox folder."""
    return last_message(system.config.home, reference, PartSealer(case_keys_of(system.config)))


async def sent_code(system: System, reference: str) -> str:
    """The code that was sent for a case, once it was."""
    await eventually(lambda: asyncio.to_thread(message_to, system, reference))
    found = re.search(r"\b\d{6}\b", message_to(system, reference) or "")
    assert found
    return found[0]


@asynccontextmanager
async def visiting(api: Api, language: str = "ar") -> AsyncIterator[Visitor]:
    """A visitor for as long as the block runs."""
    async with httpx.AsyncClient(base_url=api.http.base_url, timeout=40) as http:
        yield Visitor(api, http, language)
