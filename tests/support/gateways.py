"""Real servers at the far side of the channels, which note what they get and misbehave on order."""

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

from aiosmtpd.controller import Controller

HANG, DROP, HOLD = -1, -2, -3
"""Orders besides status codes: keep silent; take the message and close the connection without an answer; answer with
success, but not before `let_go`."""


@dataclass
class Posted:
    """One HTTP request as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class HttpFarSide:
    """Answers with the orders in turn, then with `otherwise`; with `quotes`, what it got is the body of its answer."""

    orders: list[int] = field(default_factory=list)
    answer_headers: dict[str, str] = field(default_factory=dict)
    otherwise: int = 200
    quotes: bool = False
    got: list[Posted] = field(default_factory=list)
    url: str = ""
    let_go: Event = field(default_factory=Event)
    over: Event = field(default_factory=Event)


@contextmanager
def http_far_side(*orders: int, **answer_headers: str) -> Iterator[HttpFarSide]:
    """An HTTP server on a free port. Header names are given with _ for -."""
    far = HttpFarSide(list(orders), {name.replace("_", "-"): value for name, value in answer_headers.items()})

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            far.got.append(Posted(self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            order = far.orders.pop(0) if far.orders else far.otherwise
            self.close_connection = True
            if order == HANG:
                far.over.wait(10)
            elif order == HOLD:
                far.let_go.wait(10)
                self._answer(200, body)
            elif order != DROP:
                self._answer(order, body)

        do_GET = do_POST

        def _answer(self, status: int, got: bytes) -> None:
            self.send_response(status)
            for name, value in far.answer_headers.items():
                self.send_header(name, value)
            said = got if far.quotes else b""
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    far.url = f"http://127.0.0.1:{server.server_port}/notices"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield far
    finally:
        far.over.set()
        server.shutdown()
        server.server_close()


@dataclass
class MailFarSide:
    """Answers DATA with the orders in turn, then takes it; `refused` addresses are turned down with their code."""

    orders: list[int] = field(default_factory=list)
    refused: dict[str, int] = field(default_factory=dict)
    got: list[Any] = field(default_factory=list)
    url: str = ""

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if code := self.refused.get(address):
            return f"{code} {address} not here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.got.append(envelope)
        order = self.orders.pop(0) if self.orders else 250
        if order == DROP:
            server.transport.abort()
        return f"{order} so ordered"


@contextmanager
def mail_far_side(*orders: int, refused: dict[str, int] | None = None) -> Iterator[MailFarSide]:
    """A mail server on a free port."""
    far = MailFarSide(list(orders), refused or {})
    controller = Controller(far, hostname="127.0.0.1", port=free_port())
    controller.start()
    far.url = f"smtp://127.0.0.1:{controller.port}?from=tawasul@example.com"
    try:
        yield far
    finally:
        controller.stop()


@contextmanager
def mute_far_side() -> Iterator[int]:
    """A port that accepts connections and never says a word."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        yield int(server.getsockname()[1])


def free_port() -> int:
    """A port nobody listens on now."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        return int(server.getsockname()[1])
