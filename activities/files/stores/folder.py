"""A folder as a store: one file for each, in sub-folders by the beginning of its name, for this account alone."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from activities.files.stores.store import READ_AT_ONCE, NotStored
from errors import Cause, Component, Unreachable


@dataclass(frozen=True)
class FolderStore:
    """Files below a folder, which is made when it is first needed."""

    folder: Path

    def put(self, name: str, sealed: Path) -> None:
        """Move a file here, as a whole or not at all."""
        place = self._place(name)
        with _faults_named(self.folder):
            self._make()
            place.parent.mkdir(mode=0o700, exist_ok=True)
            beside = place.with_suffix(f".{os.getpid()}-{os.urandom(4).hex()}")
            shutil.move(sealed, beside)
            beside.chmod(0o600)
            beside.replace(place)
            _synced(place.parent)

    @contextmanager
    def opened(self, name: str) -> Iterator[Iterator[bytes]]:
        """The bytes of a file. Raises NotStored, Unreachable."""
        with _faults_named(self.folder):
            try:
                file = self._place(name).open("rb")
            except FileNotFoundError:
                raise NotStored(name) from None
        with file:
            yield iter(lambda: file.read(READ_AT_ONCE), b"")

    def remove(self, name: str) -> None:
        """Delete a file."""
        with _faults_named(self.folder), suppress(FileNotFoundError):
            self._place(name).unlink()

    def check(self) -> str:
        """The folder, which can be written to. Raises Unreachable."""
        with _faults_named(self.folder):
            self._make()
            if not os.access(self.folder, os.R_OK | os.W_OK | os.X_OK):
                raise PermissionError(f"{self.folder} cannot be written to by this account")
        return str(self.folder)

    def _make(self) -> None:
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        self.folder.mkdir(mode=0o700, exist_ok=True)

    def _place(self, name: str) -> Path:
        return self.folder / name[:2] / name


def _synced(folder: Path) -> None:
    """Have the system write down that a file stands in a folder now."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _faults_named(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unreachable(Component.FILES, Cause.FAILED, about=f"{folder}: {error.strerror or error}") from error
