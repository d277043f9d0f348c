"""What settings change of the pages: none at all, cookies by TLS alone, proxies that are believed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi import Request

from errors import WrongUsage
from settings import Pages, Settings
from tests.support.web import Api
from web.access.limits import CallLimits, TooManyCalls
from web.app import application
from web.backend import Backend
from web.pages.base.limits import Proxies


@asynccontextmanager
async def asked(config: Settings, **changes: Any) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application under changed settings, without a server."""
    app = application(Backend.of(replace(config, **changes)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://pages") as client:
        yield client


async def test_no_page_is_served_where_none_is_wanted(api: Api) -> None:
    async with asked(api.system.config, pages=Pages.OFF) as client:
        for path in ("/", "/ar", "/en/find", "/v/1"):
            answer = await client.get(path)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert (await client.get("/healthz")).status_code == 200


async def test_where_people_come_by_another_portal_the_workspace_of_staff_is_served_alone(api: Api) -> None:
    async with asked(api.system.config, pages=Pages.STAFF) as client:
        assert (await client.get("/")).headers["location"] == "/ar/staff"
        assert (await client.get("/ar/staff/login")).status_code == 200
        assert (await client.get("/en")).headers["location"] == "/en/staff"
        for path in ("/en/find", "/en/new", "/v/1"):
            assert (await client.get(path)).status_code == 404


async def test_behind_tls_the_cookie_goes_by_tls_alone(api: Api) -> None:
    async with asked(api.system.config, web_url="https://pages.example") as client:
        cookie = (await client.get("/ar")).headers["set-cookie"]
        assert cookie.startswith("__Host-tawasul=") and "Secure" in cookie and "Path=/" in cookie


def call(peer: str, forwarded: str = "") -> Request:
    """A call from an address."""
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    return Request({"type": "http", "client": (peer, 1), "headers": headers})


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "caller"),
    [
        ("", "203.0.113.7", "", "203.0.113.7"),
        ("", "203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("10.0.0.0/8", "10.1.2.3", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.0/8", "10.1.2.3", "192.0.2.9, 198.51.100.1, 10.9.9.9", "198.51.100.1"),
        ("10.0.0.0/8", "10.1.2.3", "", "10.1.2.3"),
        ("10.0.0.0/8,fd00::/8", "10.1.2.3", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("10.0.0.0/8", "10.1.2.3", "nobody", "unknown"),
    ],
)
def test_whose_a_call_is_only_a_known_proxy_says(proxies: str, peer: str, forwarded: str, caller: str) -> None:
    assert Proxies.read(proxies).caller(call(peer, forwarded)) == caller


def test_networks_that_are_none_are_refused() -> None:
    with pytest.raises(WrongUsage, match="TAWASUL_WEB_PROXIES"):
        Proxies.read("everybody")


def test_an_address_has_so_much_at_once_and_then_by_the_time() -> None:
    limits = CallLimits(1 / 60, 3)
    for _ in range(3):
        limits.take("one", now=0.0)
    with pytest.raises(TooManyCalls) as refused:
        limits.take("one", now=0.0)
    assert refused.value.after == 60
    limits.take("other", now=0.0)
    limits.take("one", now=61.0)
