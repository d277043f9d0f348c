"""Whether a worker lives and can work: two addresses that answer over HTTP and say nothing of what it does.

`/healthz` asks nobody: whoever restarts processes looks there. `/readyz` asks the components that the worker needs.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from functools import partial
from http import HTTPStatus

from errors import WrongUsage

ANSWERS_WITHIN = 3.0
"""Seconds that a component has to answer."""
ASKED_WITHIN = 5.0
"""Seconds in which a call has to arrive."""
LONGEST_HEAD = 8 * 1024
"""Bytes of the head of a call."""

Asked = Callable[[], Awaitable[bool]]
"""Whether a component answers. Whatever it raises is no."""
Answer = tuple[HTTPStatus, Mapping[str, object]]


@asynccontextmanager
async def health_served(address: str, components: Mapping[str, Asked]) -> AsyncIterator[None]:
    """The two addresses on a `host:port` for as long as the block runs; none on an empty one. Raises WrongUsage."""
    if not address:
        yield
        return
    host, colon, port = address.rpartition(":")
    if not (colon and host and port.isdecimal() and int(port) < 65_536):
        raise WrongUsage(f"TAWASUL_HEALTH is «{address}»: write it as HOST:PORT")
    server = await asyncio.start_server(partial(_answer, components), host.strip("[]"), int(port), limit=LONGEST_HEAD)
    try:
        yield
    finally:
        server.close()


async def readiness(components: Mapping[str, Asked]) -> dict[str, bool]:
    """Which components answer."""
    answers = await asyncio.gather(*map(_answers, components.values()))
    return dict(zip(components, answers, strict=True))


async def _answers(asked: Asked) -> bool:
    try:
        async with asyncio.timeout(ANSWERS_WITHIN):
            return await asked()
    except Exception:  # whichever way a component is away
        return False


async def _answer(components: Mapping[str, Asked], reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer one call, and close its connection."""
    with suppress(OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        async with asyncio.timeout(ASKED_WITHIN):
            head = await reader.readuntil(b"\r\n\r\n")
        status, body = await _answer_to(head.split(b"\r\n")[0], components)
        text = json.dumps(body).encode()
        writer.write(
            f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(text)}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n".encode()
            + text
        )
        await writer.drain()
    with suppress(OSError):
        writer.close()
        await writer.wait_closed()


async def _answer_to(line: bytes, components: Mapping[str, Asked]) -> Answer:
    match line.split():
        case [b"GET", b"/healthz", _]:
            return HTTPStatus.OK, {"status": "alive"}
        case [b"GET", b"/readyz", _]:
            found = await readiness(components)
            ready = all(found.values())
            return HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE, {"ready": ready, **found}
        case _:
            return HTTPStatus.NOT_FOUND, {"status": "no such address"}
