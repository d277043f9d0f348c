"""The session that somebody acts with: renewed where it is about to end, and never used after its end."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from errors import LoginFailed, LoginFault, SessionOver, Unreachable
from models.trust.stated import stated
from sessions.machine_keyring import KeyringAway
from sessions.people import FOLDER
from sessions.store import Session, UnreadableSession, load, save

SOON = timedelta(minutes=1)
"""How long before its end a session is renewed."""


def open_session(home: Path, staff: str, now: datetime, issuer: str = "", client_id: str = "") -> Session:
    """Somebody's session, renewed by the provider where it is about to end. Raises SessionOver."""
    session, ends = _read(home, staff)
    if now < ends - SOON or not session.refresh or not issuer:
        return _holding(session, ends, now)
    with _alone(home, staff):
        session, ends = _read(home, staff)
        if now < ends - SOON:
            return session
        return _renewed(home, session, issuer, client_id) or _holding(session, ends, now)


def _read(home: Path, staff: str) -> tuple[Session, datetime]:
    """Somebody's session, and when it ends."""
    try:
        session = load(home, staff)
    except UnreadableSession as damaged:
        raise SessionOver(LoginFault.DAMAGED, staff) from damaged
    if session is None or not session.token:
        raise SessionOver(LoginFault.NO_SESSION, staff)
    if (token := stated(session.token)) is None:
        raise SessionOver(LoginFault.DAMAGED, staff)
    return session, token.expires_at


def _renewed(home: Path, session: Session, issuer: str, client_id: str) -> Session | None:
    """The session with a new token, which is kept; None when the provider gives none."""
    from sessions.login.renewal import renewed  # a session that holds needs none of its libraries

    try:
        fresh = renewed(session, issuer, client_id)
        save(home, fresh)
    except (LoginFailed, Unreachable, KeyringAway):
        return None
    return fresh


def _holding(session: Session, ends: datetime, now: datetime) -> Session:
    if now >= ends:
        raise SessionOver(LoginFault.ENDED, session.staff, ends)
    return session


@contextmanager
def _alone(home: Path, staff: str) -> Iterator[None]:
    """One command at a time renews a session: a provider takes what renews it once, and ends it at the second try."""
    lock = os.open(home / FOLDER / f"{staff}.lock", os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
