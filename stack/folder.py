"""The folder of an embedded stack: its lock, its secrets, and the file that says where the servers are."""

import fcntl
import json
import secrets
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from activities.keys.secret_files import write_secret
from activities.keys.wrapping_keys import new_line
from models.log.note import Signer
from models.trust.keys import SigningKey
from settings import STACK_FILE, WRAPPING_KEYS_FILE
from stack.process import StackError

ROLES = ("owner", "worker", "desk", "admin", "backup")
"""The roles of the records, as the secrets name their passwords."""

SECRETS = ("superuser", *ROLES, "index")
"""The passwords of PostgreSQL's roles, and the key of the person hash."""


SIGNING_KEYS = ("issuer", "channel", "service")
"""Private keys: of the local issuer, of the channel of this machine, of the worker."""
CHECKPOINTS, LOG_NAME = "checkpoints", "tawasul.local/log"
"""The key that signs checkpoints, by its name among the secrets; and the name of the log of an embedded stack."""


class StackFolder:
    """The folder of one stack. Only one process at a time may lock it; its files are readable by this account alone."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock: IO[str] | None = None
        self._writing = threading.Lock()

    @property
    def locked(self) -> bool:
        """Whether this object holds the lock."""
        return self._lock is not None

    def lock(self) -> None:
        """Lock the folder until `unlock`, or until this process dies in any way. Raises StackError."""
        file = (self.path / "lock").open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.close()
            raise StackError(f"the stack of {self.path} is running already: stop that one first") from error
        self._lock = file

    def unlock(self) -> None:
        """Let another process lock the folder."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def secrets(self) -> dict[str, str]:
        """The secrets by name; those that this folder does not have yet are made."""
        file = self.path / "secrets.json"
        kept: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
        new = {name: secrets.token_hex(32) for name in SECRETS if name not in kept}
        new |= {name: str(SigningKey.made()) for name in SIGNING_KEYS if name not in kept}
        if CHECKPOINTS not in kept:
            new[CHECKPOINTS] = str(Signer.made(LOG_NAME))
        if new:
            write_secret(file, _json(kept | new))
        return kept | new

    def make_wrapping_key(self) -> None:
        """Make the first wrapping key of this folder, unless it has one."""
        file = self.path / WRAPPING_KEYS_FILE
        if not file.exists():
            write_secret(file, new_line(datetime.now(UTC)) + "\n")

    def state(self) -> dict[str, Any]:
        """What the last run wrote of its servers; empty before the first one."""
        file = self.path / STACK_FILE
        return json.loads(file.read_text()) if file.exists() else {}

    def write_state(self, state: Callable[[], Mapping[str, object]]) -> None:
        """Write where the servers are, for commands in other terminals and for the next start.

        The state is asked for when nobody else writes: of two servers that are started again at once, each writes the
        numbers of both, and the older numbers must not be the last.
        """
        with self._writing:
            write_secret(self.path / STACK_FILE, _json(state()))


def _json(content: object) -> str:
    return json.dumps(content, indent=2)
