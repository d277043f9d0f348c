"""A store that speaks S3: three calls, each signed; a file is sent with its hash, which the store compares.

A call that fails is tried again twice: stores answer 503 when they are asked too much.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

import httpx

from activities.files.stores.sigv4 import NOTHING, Credentials, signed
from activities.files.stores.store import READ_AT_ONCE, NotStored
from activities.notices.http import http_client
from activities.notices.message import TransientFailure
from activities.notices.reach import Reach
from errors import Cause, Component, Unreachable

TIMEOUT = 30.0
"""Seconds without a sign of the store."""
TRIES, PAUSE = 3, 0.3
_AGAIN = frozenset({408, 429, 500, 502, 503, 504})
_NO_SUCH = HTTPStatus.NOT_FOUND


@dataclass(frozen=True)
class S3Store:
    """A bucket by its address, `https://HOST/BUCKET`: the host of the store, then the name of the bucket."""

    url: str
    by: Credentials
    client: httpx.Client = field(repr=False)

    @classmethod
    def at(cls, url: str, by: Credentials, reach: Reach) -> "S3Store":
        """The store of an address. Raises ValueError for one that is not allowed."""
        return cls(url.rstrip("/"), by, http_client(reach.for_url(url, ("https", "http")), TIMEOUT))

    def put(self, name: str, sealed: Path) -> None:
        """Send a file; its name is its hash, which the store compares with what came."""
        length = {"content-length": str(sealed.stat().st_size)}
        with self._answer("PUT", name, body=sealed, headers=length) as answer:
            _expect(answer, HTTPStatus.OK)

    @contextmanager
    def opened(self, name: str) -> Iterator[Iterator[bytes]]:
        """The bytes of a file. Raises NotStored, Unreachable."""
        with self._answer("GET", name) as answer:
            if answer.status_code == _NO_SUCH:
                raise NotStored(name)
            _expect(answer, HTTPStatus.OK)
            yield _read(answer)

    def remove(self, name: str) -> None:
        """Delete a file."""
        with self._answer("DELETE", name) as answer:
            _expect(answer, HTTPStatus.NO_CONTENT, HTTPStatus.OK, _NO_SUCH)

    def check(self) -> str:
        """The bucket, which answers. Raises Unreachable."""
        with self._answer("HEAD") as answer:
            _expect(answer, HTTPStatus.OK)
        return self.url

    @contextmanager
    def _answer(
        self, method: str, name: str = "", body: Path | None = None, headers: dict[str, str] | None = None
    ) -> Iterator[httpx.Response]:
        """The answer to a call, its body not read yet. Raises Unreachable."""
        answer = self._tried(method, name, body, headers or {})
        try:
            yield answer
        finally:
            answer.close()

    def _tried(self, method: str, name: str, body: Path | None, headers: dict[str, str]) -> httpx.Response:
        url = f"{self.url}/{name[:2]}/{name}" if name else self.url
        for left in range(TRIES - 1, -1, -1):
            said = signed(method, url, name if body else NOTHING, by=self.by, at=datetime.now(UTC), headers=headers)
            content = _pieces_of(body) if body else None
            try:
                answer = self.client.send(
                    self.client.build_request(method, url, headers=said, content=content), stream=True
                )
            except (httpx.HTTPError, TransientFailure) as error:
                if not left or isinstance(error, TransientFailure):
                    raise Unreachable(Component.FILES, Cause.NO_ANSWER, about=self.url) from error
            else:
                if answer.status_code not in _AGAIN or not left:
                    return answer
                answer.close()
            time.sleep(PAUSE)
        raise AssertionError


def _pieces_of(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        yield from iter(lambda: opened.read(READ_AT_ONCE), b"")


def _read(answer: httpx.Response) -> Iterator[bytes]:
    """The body as it comes. Raises Unreachable when it breaks off."""
    try:
        yield from answer.iter_raw(READ_AT_ONCE)
    except httpx.HTTPError as error:
        raise Unreachable(Component.FILES, Cause.CONNECTION_LOST) from error


def _expect(answer: httpx.Response, *statuses: int) -> None:
    if answer.status_code not in statuses:
        cause = Cause.NO_RIGHT if answer.status_code in (401, 403) else Cause.FAILED
        raise Unreachable(Component.FILES, cause, about=f"HTTP {answer.status_code}")
