"""The codec endpoint: Temporal's web pages and command line ask it to unseal payloads, with a token of their reader.

It speaks the protocol of Temporal's remote codecs: `POST /decode` and `/encode` with `{"payloads": [...]}`. What comes
to be encoded goes back as it is, for nobody says of which case it is; so does what cannot be unsealed.
"""

import asyncio
import base64
import binascii
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from temporalio.api.common.v1 import Payload

from activities.keys.case_keys import CaseKeys
from activities.keys.codec import UNTRUSTED, CaseCodec
from errors import TawasulError
from settings import PlainPayloads

LONGEST_BODY = 16 * 1024 * 1024
"""Bytes of one call: a page of a history."""

Json = dict[str, Any]


@contextmanager
def serving(keys: CaseKeys, token: str, *, host: str, port: int, origin: str) -> Iterator[str]:
    """The endpoint, for as long as the block runs; gives its address. `origin`: of the web pages that may ask."""
    handler = type("Handler", (_Handler,), {"keys": keys, "token": token, "origin": origin})
    server = ThreadingHTTPServer((host, port), handler)
    thread = Thread(target=server.serve_forever, name="codec", daemon=True)
    thread.start()
    try:
        yield f"http://{host}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    """One call. It logs nothing: what is asked for is no secret, and who asks is known to who gave the token."""

    keys: CaseKeys
    token: str
    origin: str
    timeout = 20

    def do_OPTIONS(self) -> None:
        """Tell a browser which calls of the web pages are allowed."""
        self._answer(HTTPStatus.NO_CONTENT, None)

    def do_POST(self) -> None:
        """Answer one call."""
        if not self._is_allowed():
            return self._answer(HTTPStatus.UNAUTHORIZED, {"message": "a token is needed"})
        try:
            asked = [_payload(each) for each in self._body().get("payloads") or ()]
        except (ValueError, KeyError, TypeError, AttributeError):
            return self._answer(HTTPStatus.BAD_REQUEST, {"message": "this is no list of payloads"})
        if not self.path.endswith("/decode"):
            return self._answer(HTTPStatus.OK, {"payloads": [as_json(each) for each in asked]})
        try:
            given = asyncio.run(unsealed(self.keys, self.headers.get("X-Namespace", "default"), asked))
        except TawasulError as error:
            return self._answer(HTTPStatus.SERVICE_UNAVAILABLE, {"message": error.detail})
        return self._answer(HTTPStatus.OK, {"payloads": [as_json(each) for each in given]})

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing."""

    def _is_allowed(self) -> bool:
        given = self.headers.get("Authorization", "").encode("latin-1", "replace")
        return hmac.compare_digest(given, f"Bearer {self.token}".encode())

    def _body(self) -> Any:
        length = int(self.headers.get("Content-Length", ""))
        if not 0 <= length <= LONGEST_BODY:
            raise ValueError("too long")
        return json.loads(self.rfile.read(length))

    def _answer(self, status: HTTPStatus, body: Json | None) -> None:
        content = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        if self.origin:
            self.send_header("Access-Control-Allow-Origin", self.origin)
            self.send_header("Access-Control-Allow-Methods", "POST")
            self.send_header("Access-Control-Allow-Headers", "authorization,content-type,x-namespace")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


async def unsealed(keys: CaseKeys, namespace: str, payloads: list[Payload]) -> list[Payload]:
    """Payloads as they were before they were sealed; as they are where that cannot be. Raises Unreachable."""
    codec = CaseCodec(keys, PlainPayloads.READ, namespace)
    read = await codec.decode(payloads)
    pairs = zip(payloads, read, strict=True)
    return [given if each.metadata.get("encoding") == UNTRUSTED else each for given, each in pairs]


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
