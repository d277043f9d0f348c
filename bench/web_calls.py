"""Calls of many clients to the HTTP interface at a steady rate: requests filed, cases read, lists, commands."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any

import httpx

from bench.cases import request_json, residence_number
from models.trust.permits import API, make_permit
from models.trust.statement import Signatory

TURN = ("file", "read", "read", "list", "read", "read", "withdraw", "read", "events", "read")
"""What one call after another does: two of ten write."""
SERVER_ERRORS = 500


@dataclass
class TimedCalls:
    """Calls with the seconds that each took, and what they were answered."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    """Calls without any answer."""

    def note(self, what: str, status: int, seconds: float) -> None:
        """Note one call."""
        self.seconds.setdefault(what, []).append(seconds)
        self.statuses[what, status] += 1

    @property
    def all(self) -> list[float]:
        """The seconds of all of them, the quickest first."""
        return sorted(each for some in self.seconds.values() for each in some)

    @property
    def failed(self) -> int:
        """How many were answered by an error of the server, or by nothing."""
        return sum(many for (_, status), many in self.statuses.items() if status >= SERVER_ERRORS) + len(self.lost)

    def percentile(self, part: float) -> float:
        """The seconds within which so large a part of them was answered."""
        ordered = self.all
        return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else 0.0


class SteadyCaller:
    """Calls that begin at a steady rate, whether or not those before were answered."""

    def __init__(self, address: str, channel: Signatory, namespace: str, batch: str) -> None:
        self._channel, self._namespace, self._batch = channel, namespace, batch
        limits = httpx.Limits(max_connections=200, max_keepalive_connections=50)
        self._http = httpx.AsyncClient(base_url=address, timeout=60, limits=limits)
        self._numbers, self._references = iter(range(9_000)), list[str]()
        self.calls = TimedCalls()

    async def call_for(self, seconds: float, per_second: float) -> TimedCalls:
        """Call for so many seconds."""
        began, turns = time.monotonic(), cycle(TURN)
        async with self._http, asyncio.TaskGroup() as calling:
            for number in range(int(seconds * per_second)):
                await asyncio.sleep(max(0.0, began + number / per_second - time.monotonic()))
                calling.create_task(self._call(next(turns), number))
        return self.calls

    async def _call(self, what: str, number: int) -> None:
        made = self._made(what, number)
        if made is None:
            return
        began, (method, path, more) = time.monotonic(), made
        try:
            answer = await self._http.request(method, path, headers=self._headers() | more.pop("headers", {}), **more)
        except httpx.HTTPError as error:
            self.calls.lost.append(f"{what}: {type(error).__name__}")
            return
        self.calls.note(what, answer.status_code, time.monotonic() - began)
        if what == "file" and answer.is_success:
            self._references.append(answer.json()["reference"])

    def _headers(self) -> dict[str, str]:
        until = datetime.now(UTC) + timedelta(minutes=5)
        if not self._permit or until - self._made_until > timedelta(minutes=1):
            self._permit = make_permit(self._channel, self._namespace, "", until, program=API)
            self._made_until = until
        return {"Authorization": f"Bearer {self._permit}"}

    _permit = ""
    _made_until = datetime.min.replace(tzinfo=UTC)

    def _made(self, what: str, number: int) -> tuple[str, str, dict[str, Any]] | None:
        """The call, or none where no case is known yet."""
        if what == "file":
            person = next(self._numbers)
            request = request_json(f"{self._batch}-{person}", residence_number(person), datetime.now(UTC))
            return "POST", "/v1/requests", {"json": request}
        if what in ("list", "events"):
            return "GET", {"list": "/v1/cases", "events": "/v1/events"}[what], {"params": {"limit": 20}}
        if not self._references:
            return None
        if what == "withdraw":
            path = f"/v1/cases/{self._references.pop(0)}/withdraw"
            return "POST", path, {"json": {}, "headers": {"Idempotency-Key": f"{self._batch}-{number:08}"}}
        return "GET", f"/v1/cases/{self._references[number % len(self._references)]}", {}


def by_status(calls: TimedCalls) -> Iterator[str]:
    """`file 201: 120`, for each kind of call and each status."""
    for (what, status), many in sorted(calls.statuses.items()):
        yield f"{what} {status}: {many}"
