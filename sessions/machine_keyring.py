"""The keyring of this machine, where there is one: it keeps the secrets of a session better than a file does.

The package `keyring` is optional. A backend that keeps nothing, or keeps in clear, counts as none.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "tawasul"
_RECOMMENDED = 1
"""The priority from which the package recommends a backend."""


class KeyringAway(OSError):
    """The keyring is locked, or does not answer."""


@dataclass(frozen=True)
class MachineKeyring:
    """A keyring that can be used."""

    backend: "KeyringBackend" = field(repr=False)

    @property
    def name(self) -> str:
        """What its package calls it."""
        return str(self.backend.name)

    def put(self, account: str, secret: str) -> None:
        """Keep a secret under a name, in place of the one before. Raises KeyringAway."""
        try:
            self.backend.set_password(SERVICE, account, secret)
        except Exception as away:  # each backend has errors of its own
            raise KeyringAway(type(away).__name__) from away

    def get(self, account: str) -> str:
        """The secret of a name; empty without one. Raises KeyringAway."""
        try:
            return self.backend.get_password(SERVICE, account) or ""
        except Exception as away:
            raise KeyringAway(type(away).__name__) from away

    def remove(self, account: str) -> None:
        """Forget the secret of a name, if there is one. Raises KeyringAway."""
        if self.get(account):
            try:
                self.backend.delete_password(SERVICE, account)
            except Exception as away:
                raise KeyringAway(type(away).__name__) from away


def keyring_here() -> MachineKeyring | None:
    """The keyring of this machine; None where there is none to be recommended."""
    try:
        import keyring
    except ImportError:
        return None
    backend = keyring.get_keyring()
    return MachineKeyring(backend) if backend.priority >= _RECOMMENDED else None
