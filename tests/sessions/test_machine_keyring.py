"""The keyring: what is kept there is not in the file, and one that cannot be used is never trusted with a key."""

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringLocked

from models.trust.keys import SigningKey
from sessions.machine_keyring import KeyringAway, keyring_here
from sessions.people import people
from sessions.store import Session, UnreadableSession, delete, load, save

LAYLA = Session("layla", SigningKey.made(), "a.b.c", "again", in_keyring=True)


class InMemory(KeyringBackend):
    """A backend of the real package that keeps what it gets."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringLocked
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.locked:
            raise KeyringLocked
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def vault() -> Iterator[InMemory]:
    before, backend = keyring.get_keyring(), InMemory()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)


def test_the_secrets_are_in_the_keyring_and_the_file_has_the_token_alone(tmp_path: Path, vault: InMemory) -> None:
    save(tmp_path, LAYLA)
    assert load(tmp_path, "layla") == LAYLA
    written = (tmp_path / "sessions/layla.json").read_text()
    assert "a.b.c" in written and "again" not in written and str(LAYLA.key) not in written
    assert delete(tmp_path, "layla") and not vault.kept and not people(tmp_path)


def test_two_homes_of_one_account_do_not_share_a_session(tmp_path: Path, vault: InMemory) -> None:
    other = Session("layla", SigningKey.made(), in_keyring=True)
    save(tmp_path / "one", LAYLA)
    save(tmp_path / "two", other)
    assert (load(tmp_path / "one", "layla"), load(tmp_path / "two", "layla")) == (LAYLA, other)


def test_a_keyring_that_is_locked_or_gone_gives_no_session_and_takes_none(tmp_path: Path, vault: InMemory) -> None:
    save(tmp_path, LAYLA)
    vault.locked = True
    with pytest.raises(UnreadableSession):
        load(tmp_path, "layla")
    with pytest.raises(KeyringAway):
        save(tmp_path, LAYLA)
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    assert keyring_here() is None
    with pytest.raises(UnreadableSession):
        load(tmp_path, "layla")
