"""The codec endpoint: Temporal's web pages and command line ask it to unseal payloads, with a permit of their reader.

It speaks the protocol of Temporal's remote codecs: `POST /decode` and `/encode` with `{"payloads": [...]}`. What comes
to be encoded goes back as it is, for nobody says of which case it is; so does what cannot be unsealed, and what its
reader may not see. The command line shows the permit itself; for the web pages, which cannot, it is entered here once,
and a cookie stands for it.
"""

import asyncio
import base64
import binascii
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

from temporalio.api.common.v1 import Payload

from activities.keys.case_keys import CaseKeys
from activities.keys.codec import SEALED, CaseCodec
from errors import NotAllowed, TawasulError
from settings import PlainPayloads
from workflows.names import UNTRUSTED

LONGEST_BODY = 16 * 1024 * 1024
"""Bytes of one call: a page of a history."""
COOKIE = "tawasul_reader"
KEPT_PERMITS = 100
FORM = """<!doctype html><meta charset="utf-8"><title>Tawasul</title>
<form method="post" action="/enter"><label>A permit, from <code>tawasul keys permit</code> / تصريح القراءة
<textarea name="permit" rows="6" cols="60" required></textarea></label><button>Enter / دخول</button></form>"""
ENTERED = "The web pages may ask now. This page can be closed.\n\nيمكن الآن القراءة، ويمكن إغلاق هذه الصفحة.\n"

Json = dict[str, Any]
Readable = Callable[[str, str, frozenset[str]], frozenset[str]]
"""The cases that whoever shows a permit may read, of a namespace and among some. Raises NotAllowed, Unreachable."""


@contextmanager
def serving(keys: CaseKeys, readable: Readable, *, host: str, port: int, origin: str) -> Iterator[str]:
    """The endpoint, for as long as the block runs; gives its address. `origin`: of the web pages that may ask."""
    given = {"keys": keys, "readable": staticmethod(readable), "origin": origin, "permits": {}}
    server = ThreadingHTTPServer((host, port), type("CodecCall", (_CodecCall,), given))
    thread = Thread(target=server.serve_forever, name="codec", daemon=True)
    thread.start()
    try:
        yield f"http://{host}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _CodecCall(BaseHTTPRequestHandler):
    """One call. It logs nothing: who looked at what is a view in the records."""

    keys: CaseKeys
    readable: Readable
    origin: str
    permits: dict[str, str]
    """Permits that were entered, by what the cookie says."""
    timeout = 20

    def do_OPTIONS(self) -> None:
        """Tell a browser which calls of the web pages are allowed."""
        self._answer(HTTPStatus.NO_CONTENT, None)

    def do_GET(self) -> None:
        """Give the form in which a permit is entered."""
        self._show(FORM, "text/html")

    def do_POST(self) -> None:
        """Answer one call."""
        if self.headers.get("Origin", "") not in {"", self.origin} and self.path != "/enter":
            return self._answer(HTTPStatus.FORBIDDEN, {"message": "another origin may ask here"})
        try:
            body = self._body()
            if self.path == "/enter":
                return self._entered(parse_qs(body.decode())["permit"][0].strip())
            asked = [_payload(each) for each in json.loads(body).get("payloads") or ()]
        except (ValueError, KeyError, TypeError, AttributeError):
            return self._answer(HTTPStatus.BAD_REQUEST, {"message": "this is no list of payloads"})
        return self._answer(*self._given(asked))

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing."""

    def _given(self, asked: list[Payload]) -> tuple[HTTPStatus, Json]:
        """Payloads as their reader may see them."""
        namespace = self.headers.get("X-Namespace", "default")
        try:
            seen = self.readable(self._permit(), namespace, frozenset(map(_case, asked)) - {""})
            given = asked
            if self.path.endswith("/decode"):
                given = asyncio.run(unsealed(self.keys, namespace, asked, seen))
        except NotAllowed as error:
            return HTTPStatus.UNAUTHORIZED, {"message": f"{error.detail}: {error.advice}"}
        except TawasulError as error:
            return HTTPStatus.SERVICE_UNAVAILABLE, {"message": error.detail}
        return HTTPStatus.OK, {"payloads": [as_json(each) for each in given]}

    def _permit(self) -> str:
        """The permit that is shown, or that the cookie stands for."""
        shown = self.headers.get("Authorization", "")
        if shown.startswith("Bearer "):
            return shown.removeprefix("Bearer ").strip()
        try:
            cookie = SimpleCookie(self.headers.get("Cookie", "")).get(COOKIE)
        except CookieError:
            return ""
        return self.permits.get(cookie.value, "") if cookie else ""

    def _entered(self, shown: str) -> None:
        """Keep a permit, and give a cookie for it; one that holds no more is refused when it is used."""
        try:
            self.readable(shown, self.headers.get("X-Namespace", "default"), frozenset())
        except TawasulError as error:
            return self._show(f"{error.detail}\n", "text/plain", HTTPStatus.UNAUTHORIZED)
        while len(self.permits) >= KEPT_PERMITS:
            self.permits.pop(next(iter(self.permits)), None)
        self.permits[name := secrets.token_urlsafe(24)] = shown
        secure = "; Secure" if self.origin.startswith("https:") else ""
        cookie = f"{COOKIE}={name}; HttpOnly; SameSite=Strict; Path=/; Max-Age=3600{secure}"
        return self._show(ENTERED, "text/plain", cookie=cookie)

    def _body(self) -> bytes:
        length = int(self.headers.get("Content-Length", ""))
        if not 0 <= length <= LONGEST_BODY:
            raise ValueError("too long")
        return self.rfile.read(length)

    def _show(self, text: str, kind: str, status: HTTPStatus = HTTPStatus.OK, cookie: str = "") -> None:
        """A page of our own, in no frame of others."""
        self.send_response(status)
        if cookie:
            self.send_header("Set-Cookie", cookie)
        self.send_header("Content-Security-Policy", "default-src 'none'; form-action 'self'; frame-ancestors 'none'")
        self._send(text.encode(), f"{kind}; charset=utf-8")

    def _answer(self, status: HTTPStatus, body: Json | None) -> None:
        self.send_response(status)
        if self.origin and self.headers.get("Origin") == self.origin:
            self.send_header("Access-Control-Allow-Origin", self.origin)
            self.send_header("Access-Control-Allow-Credentials", "true")
            self.send_header("Access-Control-Allow-Methods", "POST")
            self.send_header("Access-Control-Allow-Headers", "authorization,content-type,x-namespace")
        self.send_header("Vary", "Origin")
        self._send(b"" if body is None else json.dumps(body).encode(), "application/json")

    def _send(self, content: bytes, kind: str) -> None:
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


async def unsealed(
    keys: CaseKeys, namespace: str, payloads: list[Payload], references: frozenset[str]
) -> list[Payload]:
    """Payloads of some cases as they were before they were sealed; all others as they are. Raises Unreachable."""
    codec = CaseCodec(keys, PlainPayloads.READ, namespace)
    given = []
    for payload in payloads:
        read = (await codec.decode([payload]))[0] if _case(payload) in references else payload
        given.append(payload if read.metadata.get("encoding") == UNTRUSTED else read)
    return given


def _case(payload: Payload) -> str:
    """The case that a sealed payload says it is of; unless that is true, it does not open."""
    is_sealed = payload.metadata.get("encoding") == SEALED
    return payload.metadata.get("case", b"").decode("ascii", "replace") if is_sealed else ""


def _payload(given: Json) -> Payload:
    try:
        metadata = {
            name: base64.b64decode(value, validate=True) for name, value in (given.get("metadata") or {}).items()
        }
        return Payload(metadata=metadata, data=base64.b64decode(given.get("data") or "", validate=True))
    except binascii.Error as error:
        raise ValueError("no base64") from error


def as_json(payload: Payload) -> Json:
    """A payload as the protocol writes it."""
    metadata = {name: base64.b64encode(value).decode() for name, value in payload.metadata.items()}
    return {"metadata": metadata, "data": base64.b64encode(payload.data).decode()}
