"""Session files: `sessions/STAFF.json` in the home, readable by this account alone."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from models.trust.keys import SigningKey
from models.trust.statement import Signatory

FOLDER = "sessions"


class UnreadableSession(ValueError):
    """A session file that is damaged."""


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody's session on this machine."""

    staff: str
    key: SigningKey
    token: str = field(default="", repr=False)
    """The identity token that binds the key to the person; empty before it was given."""
    refresh: str = field(default="", repr=False)
    """What a provider gives a new token for; the local issuer needs none."""

    @property
    def signatory(self) -> Signatory:
        """The person as one who signs."""
        return Signatory(self.key, self.token)


def save(home: Path, session: Session) -> None:
    """Keep a session, in place of the one before of the same person."""
    file = _file(home, session.staff)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    content = {"staff": session.staff, "key": str(session.key), "token": session.token, "refresh": session.refresh}
    unfinished = file.with_name(f"{file.name}.{os.getpid()}.new")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        json.dump(content, out)
    unfinished.replace(file)


def load(home: Path, staff: str) -> Session | None:
    """Somebody's session; None when there is none here. Raises UnreadableSession."""
    try:
        read = json.loads(_file(home, staff).read_text())
        return Session(read["staff"], SigningKey.read(read["key"]), read["token"], read["refresh"])
    except FileNotFoundError:
        return None
    except (ValueError, LookupError, TypeError) as damaged:
        raise UnreadableSession(f"the session of {staff} is damaged") from damaged


def delete(home: Path, staff: str) -> bool:
    """Forget somebody's session; False when there is none."""
    try:
        _file(home, staff).unlink()
    except FileNotFoundError:
        return False
    return True


def _file(home: Path, staff: str) -> Path:
    """The file of a staff id, which has no slash; what has one is nobody's. Raises UnreadableSession."""
    if "/" in staff or "\0" in staff:
        raise UnreadableSession("no staff id has such characters")
    return home / FOLDER / f"{staff}.json"
