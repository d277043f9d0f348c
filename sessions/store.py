"""Sessions on this machine: `sessions/STAFF.json` in the home, readable by this account alone.

Where the machine has a keyring, a login puts the secrets there, and the file has the token alone, which is of no use
without the key.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path

from activities.keys.secret_files import write_secret
from models.trust.keys import SigningKey
from models.trust.statement import Signatory
from sessions.machine_keyring import KeyringAway, MachineKeyring, keyring_here
from sessions.people import FOLDER


class UnreadableSession(ValueError):
    """A session file that is damaged, or whose secrets are in a keyring that is not there."""


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody's session on this machine."""

    staff: str
    key: SigningKey
    token: str = field(default="", repr=False)
    """The identity token that binds the key to the person; empty before it was given."""
    refresh: str = field(default="", repr=False)
    """What a provider gives a new token for; the local issuer needs none."""
    in_keyring: bool = False
    """Its secrets are in the keyring of the machine."""

    @property
    def signatory(self) -> Signatory:
        """The person as one who signs."""
        return Signatory(self.key, self.token)


def save(home: Path, session: Session) -> None:
    """Keep a session, in place of the one before of the same person. Raises KeyringAway."""
    file = _file(home, session.staff)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    secrets = {"key": str(session.key), "refresh": session.refresh}
    if session.in_keyring:
        _keyring().put(_account(home, session.staff), json.dumps(secrets))
    content = {"staff": session.staff, "token": session.token} | ({} if session.in_keyring else secrets)
    write_secret(file, json.dumps(content))


def load(home: Path, staff: str) -> Session | None:
    """Somebody's session; None when there is none here. Raises UnreadableSession."""
    try:
        read = json.loads(_file(home, staff).read_text())
        in_keyring = "key" not in read
        secrets = json.loads(_keyring().get(_account(home, read["staff"]))) if in_keyring else read
        return Session(read["staff"], SigningKey.read(secrets["key"]), read["token"], secrets["refresh"], in_keyring)
    except FileNotFoundError:
        return None
    except (ValueError, LookupError, TypeError, KeyringAway) as damaged:
        raise UnreadableSession(f"the session of {staff} is damaged") from damaged


def delete(home: Path, staff: str) -> bool:
    """Forget somebody's session; False when there is none. Raises KeyringAway when its secrets stay in the keyring."""
    try:
        file = _file(home, staff)
        in_keyring = "key" not in json.loads(file.read_text())
    except FileNotFoundError:
        return False
    except (ValueError, TypeError):
        in_keyring = False
    if in_keyring:
        _keyring().remove(_account(home, staff))
    file.unlink(missing_ok=True)
    return True


def _keyring() -> MachineKeyring:
    """The keyring of the machine. Raises KeyringAway."""
    if (keyring := keyring_here()) is None:
        raise KeyringAway("none")
    return keyring


def _account(home: Path, staff: str) -> str:
    """The name of a session's secrets: a machine may have several homes."""
    return f"{staff} {home.resolve()}"


def _file(home: Path, staff: str) -> Path:
    """The file of a staff id. Raises FileNotFoundError for what is none: nobody of that name has a session."""
    if "/" in staff or "\0" in staff:
        raise FileNotFoundError(staff)
    return home / FOLDER / f"{staff}.json"
