"""Where a browser comes back to after a login (RFC 8252): a listener on this machine that takes one answer."""

import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PATH = "/callback"
PATIENCE = 300.0
"""Seconds for which a person has time to log in."""
_LONGEST_LINE = 16_384


class Landing:
    """A listener on a free port of this machine. Only the answer to our own question counts, and only the first."""

    def __init__(self, state: str, page: str) -> None:
        self._server = _Server(state, page)

    @property
    def address(self) -> str:
        """Where the provider sends the browser back to."""
        return f"http://127.0.0.1:{self._server.server_port}{PATH}"

    def wait(self, patience: float = PATIENCE) -> dict[str, str]:
        """The answer of the provider; nothing when the time is over."""
        until = time.monotonic() + patience
        with self._server:
            while not self._server.answer and (left := until - time.monotonic()) > 0:
                self._server.timeout = left
                self._server.handle_request()
        return self._server.answer


class _Server(HTTPServer):
    """The listener, the answer that it waits for, and what it says to the browser."""

    def __init__(self, state: str, page: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.state, self.page = state, page
        self.answer: dict[str, str] = {}

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: whoever connected went away, and the next one may be the browser."""


class _Handler(BaseHTTPRequestHandler):
    """Answers the browser."""

    server: _Server
    timeout = 5
    """Seconds: whoever connects and says nothing does not hold up the browser."""

    def do_GET(self) -> None:
        """Take the answer of the provider if it is one to our question."""
        parts = urlsplit(self.path[:_LONGEST_LINE])
        given = {name: values[0] for name, values in parse_qs(parts.query).items() if len(values) == 1}
        expected = parts.path == PATH and given.get("state") == self.server.state
        if expected and not self.server.answer:
            self.server.answer = given
        self._respond(200 if expected else 404, self.server.page if expected else "")

    def _respond(self, status: int, page: str) -> None:
        content = page.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Nothing: the request has the code in it."""
