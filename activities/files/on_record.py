"""Attached files on record, as commands and the HTTP interface read and write them. Plain psycopg."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from psycopg.types.json import Jsonb

from activities.files.keys import FileAbout, FilePlace, opened_about, unwrapped
from activities.files.stores.store import FileStore, NotStored
from activities.files.taking import FileTaking, TakenFile, not_taken
from activities.keys.wrapping_keys import WrappingKeys
from activities.records.database import Connection
from errors import Cause, Component, Damaged, FileNotOpened, Unreachable
from models.files.codes import OPENED, FileFlaw, FileStatus, Putter
from models.files.sealed_pieces import BrokenFile, opened_pieces
from models.keys.sealing import KEY_BYTES

_PUT = "SELECT * FROM put_file(%(given)s, %(key)s, %(about)s, %(same)s, %(most)s, %(most_bytes)s)"
_OF_CASE = """
SELECT id, number, status, kind, type, size, stored, key, wrapped_by, about, put_by, putter, put_at, error, scanned_at,
       finding
FROM attached_file WHERE reference = %s ORDER BY number
"""
_STORED = "SELECT stored FROM attached_file WHERE reference = %s AND stored <> ''"


class PutFile(NamedTuple):
    """A file that was put on record, by its number within the case, and as a message names it."""

    id: str
    number: int
    attachment: dict[str, Any]


@dataclass(frozen=True)
class FileOnRecord:
    """What is on record of one attached file. Without a name: nobody can read it any more."""

    id: str
    reference: str
    number: int
    status: FileStatus
    kind: str
    type: str
    size: int
    """Bytes."""
    stored: str
    put_by: str
    putter: Putter
    put_at: datetime
    scanned_at: datetime | None
    finding: str | None
    error: str | None
    about: FileAbout | None = None
    key: bytes = field(default=b"", repr=False)

    @property
    def name(self) -> str:
        """Its name; empty where nobody knows it any more."""
        return self.about.name if self.about else ""


def put_file(
    connection: Connection, taking: FileTaking, taken: TakenFile, *, kind: str, by: str, putter: Putter
) -> PutFile:
    """Put a stored file on record; the same content of a kind is there once. Raises FileNotTaken, Unreachable."""
    row, limits = taking.row(taken, FileStatus.WAITING, kind), taking.terms.limits
    sealed = {name: row.pop(name) for name in ("key", "about", "same")}
    given = {"given": Jsonb(row | {"put_by": by, "putter": putter}), **sealed}
    most = {"most": limits.files_of_a_case, "most_bytes": limits.case_bytes}
    found = connection.execute(_PUT, given | most).fetchone() or {}
    if found["file_id"] != taken.place.id or found["flaw"]:
        taking.store.remove(taken.stored)
    if found["flaw"]:
        raise not_taken(FileFlaw(found["flaw"]), taking.terms)
    return PutFile(found["file_id"], found["file_number"], taken.attachment(kind))


def files_of(connection: Connection, wrapping: WrappingKeys, reference: str) -> tuple[FileOnRecord, ...]:
    """The files of a case, in the order of their numbers. Raises Unreachable."""
    rows = connection.execute(_OF_CASE, (reference,)).fetchall()
    return tuple(_read(reference, row, wrapping) for row in rows)


def file_of(connection: Connection, wrapping: WrappingKeys, reference: str, number: int) -> FileOnRecord:
    """A file of a case that may be opened. Raises FileNotOpened, Unreachable."""
    found = next((each for each in files_of(connection, wrapping, reference) if each.number == number), None)
    if found is None:
        raise FileNotOpened(reference, number)
    if found.status not in OPENED or len(found.key) != KEY_BYTES:
        raise FileNotOpened(reference, number, found.status)
    return found


@contextmanager
def opened(store: FileStore, file: FileOnRecord) -> Iterator[Iterator[bytes]]:
    """The bytes of a file in pieces, each one known to be as it was. Raises Damaged, Unreachable."""
    place = FilePlace(file.reference, file.id)
    try:
        with store.opened(file.stored) as stored:
            yield opened_pieces(file.key, place.bound, stored)
    except NotStored:
        raise Unreachable(Component.FILES, Cause.FAILED, about=f"no {file.stored}") from None
    except BrokenFile as broken:
        raise Damaged(f"file {file.number} of {file.reference}") from broken


def stored_of(connection: Connection, reference: str) -> list[str]:
    """The names in the store of all files of a case."""
    return [row["stored"] for row in connection.execute(_STORED, (reference,))]


def _read(reference: str, row: dict[str, Any], wrapping: WrappingKeys) -> FileOnRecord:
    place, key, about, by = FilePlace(reference, row["id"]), row.pop("key"), row.pop("about"), row.pop("wrapped_by")
    if by is not None:
        key = unwrapped(wrapping, place, by, key) or b""
    row |= {"status": FileStatus(row["status"]), "putter": Putter(row["putter"])}
    return FileOnRecord(reference=reference, key=key, about=opened_about(key, place, about), **row)
