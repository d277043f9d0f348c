"""A file is taken in: looked at as it passes by, sealed and stored. Nowhere is it in clear, or held as a whole."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from activities.files.keys import FileAbout, FilePlace, likeness, new_key, new_place, sealed_about, wrapped
from activities.files.stores.configured import store_of
from activities.files.stores.store import FileStore
from activities.files.terms_file import file_terms
from activities.keys.wrapping_keys import WrappingKeys, wrapping_keys_of
from errors import Cause, Component, FileNotTaken, Unreachable
from models.files.checking import PassingFile
from models.files.codes import FileFlaw
from models.files.naming import media_with_hash, safe_name
from models.files.sealed_pieces import PieceSealer
from models.files.terms import FileTerms
from settings import Settings


@dataclass(frozen=True)
class TakenFile:
    """A file that is stored: what is put on record of it, and how a message names it."""

    place: FilePlace
    name: str
    type: str
    size: int
    sha256: bytes
    stored: str
    key: bytes = field(repr=False)

    def attachment(self, kind: str) -> dict[str, Any]:
        """The file as an attachment of a request or an answer; the media type names its content by its hash."""
        media = media_with_hash(self.type, self.sha256)
        return {"file_name": self.name, "kind": kind, "size_bytes": self.size, "mime": media}


@dataclass(frozen=True)
class FileTaking:
    """Takes files in. Thread-safe."""

    terms: FileTerms
    store: FileStore
    wrapping: WrappingKeys
    index_key: str = field(repr=False)

    @classmethod
    def of(cls, config: Settings) -> "FileTaking":
        """That of the settings. Raises WrongUsage."""
        return cls(file_terms(config.policies), store_of(config), wrapping_keys_of(config), config.index_key)

    def begin(self, reference: str, file_id: str = "") -> "FileBeingTaken":
        """Begin with a file of a case; `file_id`: of one that is on record and was not fetched yet."""
        place = FilePlace(reference, file_id) if file_id else new_place(reference)
        return FileBeingTaken(self, place)

    def row(self, taken: TakenFile, status: str, kind: str) -> dict[str, Any]:
        """What is put on record of a file. Raises Unreachable."""
        by, kept = wrapped(self.wrapping, taken.place, taken.key)
        return {
            "id": taken.place.id,
            "reference": taken.place.reference,
            "status": status,
            "kind": kind,
            "type": taken.type,
            "size": taken.size,
            "stored": taken.stored,
            "same": likeness(self.index_key, taken.place.reference, taken.sha256),
            "key": kept,
            "wrapped_by": by,
            "about": sealed_about(taken.key, taken.place, FileAbout(taken.name, taken.sha256)),
        }


class FileBeingTaken:
    """A file of which one piece after another comes; leaving the block early leaves nothing behind."""

    def __init__(self, taking: FileTaking, place: FilePlace) -> None:
        self._taking, self.place = taking, place
        self._key = new_key()
        self._passing, self._sealer = PassingFile(taking.terms), PieceSealer(self._key, place.bound)
        self._stored_hash = hashlib.sha256()
        with _room_named():
            handle, path = tempfile.mkstemp(prefix="tawasul-file-")
            self._path, self._file = Path(path), _opened(handle)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):  # a full disk takes no more of what it had begun
            self._file.close()
        self._path.unlink(missing_ok=True)

    def add(self, piece: bytes) -> None:
        """Take the next piece. Raises FileNotTaken as soon as that is known, Unreachable where there is no room."""
        if flaw := self._passing.passed(piece):
            raise not_taken(flaw, self._taking.terms)
        self._write(self._sealer.sealed(piece))

    def end(self, name: str) -> TakenFile:
        """Store the whole file. Raises FileNotTaken, Unreachable."""
        media = self._passing.type()
        if isinstance(media, FileFlaw):
            raise not_taken(media, self._taking.terms)
        self._write(self._sealer.end())
        with _room_named():
            self._file.close()
        stored = self._stored_hash.hexdigest()
        self._taking.store.put(stored, self._path)
        called = safe_name(name, self._taking.terms.types[media].ending)
        return TakenFile(
            self.place, called, media, self._passing.size, self._passing.sha256, stored=stored, key=self._key
        )

    def _write(self, sealed: bytes) -> None:
        self._stored_hash.update(sealed)
        with _room_named():
            self._file.write(sealed)


def not_taken(flaw: FileFlaw, terms: FileTerms) -> FileNotTaken:
    """The error for a flaw, with the limit that it is about."""
    limits = terms.limits
    most = {
        FileFlaw.TOO_LARGE: f"{limits.file_megabytes:g}",
        FileFlaw.WRONG_TYPE: ", ".join(terms.endings),
        FileFlaw.TOO_MANY: f"{limits.files_of_a_case}",
        FileFlaw.CASE_FULL: f"{limits.case_megabytes:g}",
    }
    return FileNotTaken(flaw, most.get(flaw, ""))


@contextmanager
def _room_named() -> Iterator[None]:
    """Say that there is no room for a file. Raises Unreachable."""
    try:
        yield
    except OSError as error:
        where = f"{tempfile.gettempdir()}: {error.strerror or error}"
        raise Unreachable(Component.FILES, Cause.FAILED, about=where) from error


def _opened(handle: int) -> IO[bytes]:
    return os.fdopen(handle, "wb")
