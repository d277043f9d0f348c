"""A minimal HTTP server for fake gateways: a coroutine decides how each request is answered, or that it is not."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import responses


@dataclass(frozen=True)
class HttpRequest:
    """One HTTP request as it arrived. Header names are in small letters."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class HttpAnswer:
    """The answer to a request."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


Respond = Callable[[HttpRequest], Awaitable[HttpAnswer | None]]
"""Decides the answer to a request; with None the connection is closed without one."""


async def serve_connection(respond: Respond, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer the requests of one connection until its client leaves, or one of them gets no answer."""
    try:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while answer := await respond(await _read(reader)):
                writer.write(_serialized(answer))
                await writer.drain()
    finally:
        writer.transport.abort()


async def _read(reader: asyncio.StreamReader) -> HttpRequest:
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").rstrip().split("\r\n")
    pairs = (line.partition(":") for line in lines)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return HttpRequest(first.split(" ")[1], headers, body)


def _serialized(answer: HttpAnswer) -> bytes:
    headers = {**answer.headers, "Content-Length": str(len(answer.body))}
    lines = [f"HTTP/1.1 {answer.status} {responses.get(answer.status, '')}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + answer.body
