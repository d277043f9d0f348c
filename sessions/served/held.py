"""A session of staff that a server holds for a browser: begun, found, renewed, ended.

Whose it is, and whether it still counts, its badge and the list of the trusted say, at every call.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from activities.records.database import Connection
from errors import LoginFailed, Unreachable
from models.trust.keys import SigningKey
from models.trust.stated import stated
from sessions.current import SOON
from sessions.served.sealing import digest_of, opened_by, sealed_by
from sessions.store import Session

IDLE = timedelta(minutes=30)
"""How long a session lasts in which nobody does anything."""
LONGEST = timedelta(hours=12)
_NOTED_EVERY = timedelta(minutes=1)

_BEGIN = "INSERT INTO staff_session (digest, staff, kid, sealed, until) VALUES (%s, %s, %s, %s, now() + %s)"
_OPEN = """
SELECT sealed, seen_at, until FROM staff_session
WHERE digest = %s AND ended_at IS NULL AND until > now() AND seen_at > now() - %s::interval
"""
_SEEN = "UPDATE staff_session SET seen_at = now() WHERE digest = %s"
_RENEW = "UPDATE staff_session SET sealed = %s WHERE digest = %s"
_END = "UPDATE staff_session SET ended_at = now(), sealed = NULL WHERE digest = %s AND ended_at IS NULL"


@dataclass(frozen=True)
class HeldSession:
    """A session that is open, and until when at most."""

    session: Session
    until: datetime


def begin_held(connection: Connection, token: str, session: Session) -> None:
    """Hold a session for the browser that has a token."""
    sealed = sealed_by(token, content_of(session))
    connection.execute(_BEGIN, (digest_of(token), session.staff, session.key.kid, sealed, LONGEST))


def find_held(connection: Connection, token: str, now: datetime, issuer: str, client_id: str) -> HeldSession | None:
    """The open session of a token, which counts as used now; renewed by the provider where its badge is about to end.

    None where there is none: it was ended, nobody used it for a while, or it lasted as long as it may.
    """
    held = _opened(connection, token, lock=False)
    if held is None or not _is_ending(held.session, now) or not (held.session.refresh and issuer):
        return held
    with connection.transaction():
        held = _opened(connection, token, lock=True)
        if held is None or not _is_ending(held.session, now):
            return held
        return HeldSession(_renewed(connection, token, held.session, issuer, client_id), held.until)


def peek_held(connection: Connection, token: str) -> HeldSession | None:
    """The open session of a token as it is: this does not count as use, so a page that is open does not keep it."""
    row = connection.execute(_OPEN, (digest_of(token), IDLE)).fetchone()
    content = opened_by(token, row["sealed"]) if row and row["sealed"] else None
    return HeldSession(session_in(content), row["until"]) if row and content else None


def end_held(connection: Connection, token: str) -> None:
    """End the session of a token: its key is gone."""
    connection.execute(_END, (digest_of(token),))


def content_of(session: Session) -> dict[str, Any]:
    """A session as it is sealed."""
    return {"staff": session.staff, "key": str(session.key), "token": session.token, "refresh": session.refresh}


def session_in(content: dict[str, Any]) -> Session:
    """The session that was sealed."""
    return Session(content["staff"], SigningKey.read(content["key"]), content["token"], content["refresh"])


def _opened(connection: Connection, token: str, *, lock: bool) -> HeldSession | None:
    digest = digest_of(token)
    row = connection.execute(_OPEN + (" FOR UPDATE" if lock else ""), (digest, IDLE)).fetchone()
    content = opened_by(token, row["sealed"]) if row and row["sealed"] else None
    if row is None or content is None:
        return None
    connection.execute(_SEEN + " AND seen_at < now() - %s::interval", (digest, _NOTED_EVERY))
    return HeldSession(session_in(content), row["until"])


def _is_ending(session: Session, now: datetime) -> bool:
    token = stated(session.token)
    return token is None or now >= token.expires_at - SOON


def _renewed(connection: Connection, token: str, session: Session, issuer: str, client_id: str) -> Session:
    """The session with a new badge, which is kept; as it was where the provider gives none."""
    from sessions.login.renewal import renewed

    try:
        fresh = renewed(session, issuer, client_id)
    except (LoginFailed, Unreachable):
        return session
    connection.execute(_RENEW, (sealed_by(token, content_of(fresh)), digest_of(token)))
    return fresh
