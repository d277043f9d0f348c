"""Fetching of files that a request only names: from the place of its channel in the settings, and from nowhere else.

What a request calls a file is a name below that place, or an address that begins with it; so whoever files requests
does not say where a worker goes. The address is looked at when a connection is made, and no redirection is followed.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import quote, unquote

import httpx

from activities.notices.http import http_client
from activities.notices.message import PermanentFailure, TransientFailure
from activities.notices.reach import Reach
from errors import WrongUsage

LONGEST = 60.0
"""Seconds that a file may take to arrive."""
READ_AT_ONCE = 64 * 1024
_AGAIN = frozenset({401, 403, 407, 408, 409, 425, 429})
"""Client errors that are about set-up or pace; any other says that there is no such file to be had."""


@dataclass(frozen=True)
class FilePlaces:
    """Where the files of channels are."""

    places: Mapping[str, str]
    reach: Reach
    token: str = field(default="", repr=False)

    @classmethod
    def read(cls, text: str, token: str, allowed_networks: str) -> "FilePlaces":
        """Those of the settings: `channel=https://HOST/PATH/`. Raises WrongUsage."""
        given = [each.partition("=") for each in text.split()]
        try:
            reach = Reach.read(allowed_networks)
            for _, _, place in given:
                reach.for_url(place, ("https", "http"))
        except ValueError as error:
            raise WrongUsage(f"TAWASUL_FILES_FROM: {error}") from error
        if wrong := [name for name, _, place in given if not name or not place.endswith("/") or "?" in place]:
            raise WrongUsage(f"TAWASUL_FILES_FROM: the place of {wrong[0]} has to end with /")
        return cls({name: place for name, _, place in given}, reach, token)

    def address(self, channel: str, called: str) -> str | None:
        """Where a file is that a request of a channel calls so; none where it is in no place of the channel."""
        place = self.places.get(channel)
        if place is None:
            return None
        rest = called.removeprefix(place) if called.startswith(place) else quote(called, safe="")
        parts = unquote(rest).replace("\\", "/").split("/")
        leads_out = any(part in {"", ".", ".."} for part in parts) or "?" in rest or "#" in rest
        strange = "://" in called and not called.startswith(place)
        return None if leads_out or strange else place + rest

    @contextmanager
    def fetched(self, url: str) -> Iterator[Iterator[bytes]]:
        """The bytes of a file in pieces. Raises TransientFailure, PermanentFailure."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        client = http_client(self.reach.for_url(url, ("https", "http")))
        try:
            with client, client.stream("GET", url, headers=headers) as answer:
                _expect_success(answer.status_code)
                yield _in_time(answer.iter_bytes(READ_AT_ONCE))
        except httpx.HTTPError as error:
            raise TransientFailure("http_unreachable", concerns_all=True) from error


def _expect_success(status: int) -> None:
    if status == HTTPStatus.OK:
        return
    if 300 <= status < 500 and status not in _AGAIN:
        raise PermanentFailure(f"http_{status}")
    raise TransientFailure(f"http_{status}")


def _in_time(pieces: Iterator[bytes]) -> Iterator[bytes]:
    until = time.monotonic() + LONGEST
    for piece in pieces:
        if time.monotonic() > until:
            raise TransientFailure("http_timeout")
        yield piece
