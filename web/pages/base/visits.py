"""Who visits: a browser by its cookie, what may be posted from its pages, and the session that a code opened.

The browser has a random token and nothing else; the records have its hash, so that a session can be ended there at any
time. A token that was there before a code opened a session is replaced by a new one.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from activities.records.database import Connection
from models.codes import CodeOutcome, VisitorKind
from settings import Settings

_BYTES = 32
_LONGEST = 64
_OPEN = "SELECT about, until FROM page_session WHERE digest = %s AND kind = %s AND ended_at IS NULL AND until > now()"
_TRY = "SELECT try_one_time_code(%s, %s, %s) AS outcome"
_END = "SELECT end_page_session(%s)"


@dataclass(frozen=True)
class Visit:
    """A browser by its token."""

    token: str
    secret: str
    """Of this installation; what a page posts proves by it that it is ours."""
    secure: bool
    is_new: bool = False
    whose: str = ""
    """Of which pages, where a browser has a cookie of its own for them."""

    @classmethod
    def of(cls, request: Request, config: Settings, whose: str = "") -> "Visit":
        """The visit of a call; a new one where it brings no token."""
        secure = config.web_url.startswith("https://")
        token = request.cookies.get(cookie_name(secure=secure, whose=whose), "")
        known = len(token) >= _BYTES and len(token) <= _LONGEST and token.isascii()
        return cls(token if known else new_token(), config.index_key, secure, not known, whose)

    @property
    def digest(self) -> bytes:
        """By which the records know it."""
        return digest_of(self.token)

    @property
    def csrf(self) -> str:
        """What forms of this visit carry."""
        return self.mark("csrf")

    def mark(self, said: str) -> str:
        """What proves that something was said by a page of this visit."""
        return hmac.digest(self.secret.encode(), f"tawasul-page-1:{self.token}:{said}".encode(), "sha256").hex()

    def is_marked(self, said: str, mark: str) -> bool:
        """Whether a page of this visit said it."""
        return hmac.compare_digest(self.mark(said).encode(), mark.encode())

    def keep(self, response: Response, token: str | None = None) -> None:
        """Have the browser keep its token, or a new one, until it is closed."""
        name = cookie_name(secure=self.secure, whose=self.whose)
        response.set_cookie(name, token or self.token, path="/", secure=self.secure, httponly=True, samesite="lax")


@dataclass(frozen=True)
class PageSession:
    """The time in which a browser may see a case."""

    reference: str
    until: datetime


def cookie_name(*, secure: bool, whose: str = "") -> str:
    """The name of the cookie; with TLS one that no other host can set."""
    return ("__Host-tawasul" if secure else "tawasul") + (f"-{whose}" if whose else "")


def new_token() -> str:
    """A token that nobody guesses."""
    return secrets.token_urlsafe(_BYTES)


def digest_of(token: str) -> bytes:
    """What the records keep of a token."""
    return sha256(b"tawasul-page-session-1:" + token.encode()).digest()


def session_of(connection: Connection, digest: bytes) -> PageSession | None:
    """The open session of a token."""
    row: dict[str, Any] | None = connection.execute(_OPEN, (digest, VisitorKind.BENEFICIARY)).fetchone()
    return PageSession(row["about"], row["until"]) if row else None


def try_code(connection: Connection, reference: str, code_hash: bytes, digest: bytes) -> CodeOutcome:
    """Try a code: counted and on record, whatever comes of it; the right one opens a session for a token."""
    row = connection.execute(_TRY, (reference, code_hash, digest)).fetchone() or {}
    return CodeOutcome(row["outcome"])


def end_session(connection: Connection, digest: bytes) -> None:
    """End the session of a token."""
    connection.execute(_END, (digest,))
