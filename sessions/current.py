"""The session that somebody acts with: renewed where it is about to end, and never used after its end."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from errors import LoginFailed, LoginFault, SessionOver, Unreachable
from models.trust.tokens import BadToken, Claims, as_written
from sessions.login.renewal import renewed
from sessions.store import FOLDER, Session, UnreadableSession, load, save

SOON = timedelta(minutes=1)
"""How long before its end a session is renewed."""


class OpenSession(NamedTuple):
    """A session that holds, and what its token says."""

    session: Session
    claims: Claims


def open_session(home: Path, staff: str, now: datetime, issuer: str = "", client_id: str = "") -> OpenSession:
    """Somebody's session, renewed by the provider where it is about to end. Raises SessionOver."""
    found = _read(home, staff)
    if now < found.claims.expires_at - SOON or not found.session.refresh or not issuer:
        return _holding(found, now)
    with _alone(home, staff):
        found = _read(home, staff)
        if now < found.claims.expires_at - SOON:
            return found
        try:
            session = renewed(found.session, issuer, client_id)
        except (LoginFailed, Unreachable):
            return _holding(found, now)
        save(home, session)
    return _read(home, staff)


def _read(home: Path, staff: str) -> OpenSession:
    try:
        if session := load(home, staff):
            return OpenSession(session, as_written(session.token))
    except (UnreadableSession, BadToken) as damaged:
        raise SessionOver(LoginFault.DAMAGED, staff) from damaged
    raise SessionOver(LoginFault.NO_SESSION, staff)


def _holding(found: OpenSession, now: datetime) -> OpenSession:
    if now >= found.claims.expires_at:
        raise SessionOver(LoginFault.ENDED, found.session.staff, found.claims.expires_at)
    return found


@contextmanager
def _alone(home: Path, staff: str) -> Iterator[None]:
    """One command at a time renews a session: a provider takes what renews it once, and ends it at the second try."""
    lock = os.open(home / FOLDER / f"{staff}.lock", os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
