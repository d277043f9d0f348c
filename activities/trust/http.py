"""HTTP to a provider of OpenID Connect: bounded in size and time, without redirects, by TLS or to this machine."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import httpx

from errors import Cause, Component, Unreachable
from models.trust.hosts import is_local, is_secure
from models.trust.provider import BadProvider

TIMEOUT = 10.0
"""Seconds for a connection and for each part of an answer; an answer takes twice that at most."""
LARGEST_ANSWER = 262_144


class ProviderAnswer(NamedTuple):
    """What a provider answered: JSON, or None where it is none."""

    status: int
    content: Any
    headers: httpx.Headers

    def field(self, name: str) -> str:
        """A text of the answer; empty without one."""
        value = self.content.get(name) if isinstance(self.content, dict) else None
        return value if isinstance(value, str) else ""

    def clock_ahead(self, now: datetime) -> timedelta:
        """How far the clock of the provider is ahead of ours; nothing where it does not say."""
        try:
            date = parsedate_to_datetime(self.headers.get("Date", ""))
        except ValueError:
            return timedelta()
        return date.replace(tzinfo=date.tzinfo or UTC) - now


def provider_client(issuer: str) -> httpx.Client:
    """A client for a provider. Proxies and authorities of the environment count, except on the way to this machine.

    No redirect is followed: what a provider says of itself has its addresses.
    """
    local = is_local(urlsplit(issuer).hostname or "")
    return httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=not local)


def ask(client: httpx.Client, method: str, url: str, **request: Any) -> ProviderAnswer:
    """The answer to one request. Raises Unreachable, BadProvider."""
    if not is_secure(url):
        raise BadProvider("insecure_address")
    try:
        with client.stream(method, url, **request) as response:
            return ProviderAnswer(response.status_code, _json(_read(response)), response.headers)
    except httpx.TimeoutException as late:
        raise Unreachable(Component.PROVIDER, Cause.TIMED_OUT, _host(url)) from late
    except (httpx.HTTPError, httpx.InvalidURL) as failure:
        raise Unreachable(Component.PROVIDER, Cause.NO_ANSWER, _host(url)) from failure


def _read(response: httpx.Response) -> bytes:
    content, until = b"", monotonic() + TIMEOUT
    for part in response.iter_bytes():
        content += part
        if len(content) > LARGEST_ANSWER:
            raise BadProvider("too_much")
        if monotonic() > until:
            raise httpx.ReadTimeout("the answer takes too long")
    return content


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _host(url: str) -> str:
    return urlsplit(url).netloc
