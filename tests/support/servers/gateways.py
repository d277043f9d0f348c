"""Fake gateways in this process: real servers that record what they receive and answer by a script."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from threading import Event
from typing import Any

from aiosmtpd.smtp import SMTP

from chaos.event_loop import LoopThread
from chaos.system.http_server import HttpAnswer, HttpRequest, serve_connection
from stack.ports import free_port

HANG, DROP, HOLD = -1, -2, -3
"""Steps of a script besides status codes: no answer for a while; take the message and close the connection without an
answer; answer with success, but not before `release`."""
PATIENCE = 10.0
"""Seconds of a hang, and for which a held answer is held at most."""


@dataclass
class FakeHttpGateway:
    """Answers by the script, then with `otherwise`; one that `echoes` answers with the body that it
    received, another with what it `gives`.
    """

    script: list[int] = field(default_factory=list)
    answer_headers: dict[str, str] = field(default_factory=dict)
    otherwise: int = 200
    echoes: bool = False
    gives: bytes = b""
    received: list[HttpRequest] = field(default_factory=list)
    url: str = ""
    release: Event = field(default_factory=Event)

    async def respond(self, request: HttpRequest) -> HttpAnswer | None:
        """The next answer of the script."""
        self.received.append(request)
        status = self.script.pop(0) if self.script else self.otherwise
        if status == HANG:
            await asyncio.sleep(PATIENCE)
        if status in (HANG, DROP):
            return None
        if status == HOLD:
            await asyncio.to_thread(self.release.wait, PATIENCE)
        body = request.body if self.echoes else self.gives
        return HttpAnswer(200 if status == HOLD else status, self.answer_headers, body)


@contextmanager
def http_gateway(*script: int, **answer_headers: str) -> Iterator[FakeHttpGateway]:
    """An HTTP gateway on a free port. Header names are given with _ for -."""
    headers = {name.replace("_", "-"): value for name, value in answer_headers.items()}
    gateway, port = FakeHttpGateway(list(script), headers), free_port()
    gateway.url = f"http://127.0.0.1:{port}/notices"
    with LoopThread("http-gateway") as loop:
        loop.serve(asyncio.start_server(partial(serve_connection, gateway.respond), "127.0.0.1", port))
        yield gateway


@dataclass
class FakeMailRelay:
    """Answers DATA by the script, then accepts; `refused` addresses are refused with their code."""

    script: list[int] = field(default_factory=list)
    refused: dict[str, int] = field(default_factory=dict)
    received: list[Any] = field(default_factory=list)
    url: str = ""

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if code := self.refused.get(address):
            return f"{code} {address} not here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.received.append(envelope)
        status = self.script.pop(0) if self.script else 250
        if status == DROP:
            server.transport.abort()
        return f"{status} by the script"


@contextmanager
def mail_relay(*script: int, refused: dict[str, int] | None = None) -> Iterator[FakeMailRelay]:
    """A mail relay on a free port."""
    relay, port = FakeMailRelay(list(script), refused or {}), free_port()
    relay.url = f"smtp://127.0.0.1:{port}?from=tawasul@example.com"
    with LoopThread("mail-relay") as loop:
        loop.serve(_mail_server(relay, port))
        yield relay


async def _mail_server(relay: FakeMailRelay, port: int) -> asyncio.Server:
    return await asyncio.get_running_loop().create_server(lambda: SMTP(relay, hostname="127.0.0.1"), "127.0.0.1", port)


@contextmanager
def silent_server() -> Iterator[int]:
    """A port that accepts connections and never answers."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        yield int(server.getsockname()[1])
