"""The activity that takes a file in: fetched where its bytes are elsewhere, its key sealed with that of its case, and
scanned.

Each step may be taken twice. What is away (scanner, store, channel) is tried again; the file waits meanwhile, and
nobody opens it. Errors name codes alone.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, LiteralString

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.files.fetching import FilePlaces
from activities.files.keys import (
    FileAbout,
    FilePlace,
    likeness,
    opened_about,
    sealed_about,
    sealed_with_case,
    unwrapped,
)
from activities.files.scanner import Scanner
from activities.files.stores.store import NotStored
from activities.files.taking import FileTaking, TakenFile
from activities.keys.parts import PartSealer
from activities.notices.message import PermanentFailure, TransientFailure
from activities.records.store import Records, translated_errors
from errors import FileNotTaken, Unreachable
from models.files.codes import FileStatus
from models.files.sealed_pieces import BrokenFile, opened_pieces
from workflows.files.ports import TAKE_IN_FILE, FileTakenIn, TakeInFile

AWAY = "away"
"""Error type: a part that is needed does not answer now."""
FETCHED_FOR = timedelta(days=3)
"""How long it is tried to fetch a file."""
DROPPED_AFTER = timedelta(days=1, minutes=1)
"""How long a file waits for the request that it was put there for; then it is dropped, as the records allow."""
SOONEST, LATEST = 2.0, 1_800.0
"""Seconds between two looks for that request: a fifth of how long it has waited, within these."""

_FIND: LiteralString = """
SELECT f.id, f.reference, f.status, f.stored, f.key, f.wrapped_by, f.about, now() - f.put_at AS age, c.channel,
       k.erased_at IS NOT NULL AS erased
FROM attached_file f LEFT JOIN case_row c USING (reference) LEFT JOIN case_key k USING (reference)
WHERE f.id = %(id)s
"""
_ADOPT: LiteralString = """
UPDATE attached_file SET key = %(key)s, wrapped_by = NULL WHERE id = %(id)s AND wrapped_by IS NOT NULL
"""
_SCANNED: LiteralString = """
UPDATE attached_file SET status = %(status)s::varchar, finding = %(finding)s, error = NULL,
    scanned_at = CASE WHEN %(status)s::varchar <> 'unscanned' THEN now() END
WHERE id = %(id)s AND status = 'waiting'
"""
_FETCHED: LiteralString = """
UPDATE attached_file SET status = 'waiting', type = %(type)s, size = %(size)s, stored = %(stored)s, same = %(same)s,
    key = %(key)s, about = %(about)s, error = NULL
WHERE id = %(id)s AND status = 'wanted'
"""
_NOT_FETCHED: LiteralString = """
UPDATE attached_file SET status = 'not_fetched', error = %(error)s WHERE id = %(id)s AND status = 'wanted'
"""
_FAILED: LiteralString = """
UPDATE attached_file SET tries = tries + 1, error = %(error)s WHERE id = %(id)s AND status IN ('wanted', 'waiting')
"""
_DROP: LiteralString = "SELECT drop_file(%(id)s) AS stored"


class _Away(Exception):
    """A part that is needed does not answer now; `code` says which, or how."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class FileWork:
    """What workers do about attached files. Plain functions, run in a pool of threads."""

    records: Records
    taking: FileTaking
    scanner: Scanner | None = None
    places: FilePlaces | None = None

    @activity.defn(name=TAKE_IN_FILE, no_thread_cancel_exception=True)
    def take_in_file(self, order: TakeInFile) -> FileTakenIn:
        """Do what is to be done about a file now; when to look again. Raises ApplicationError while a part is away."""
        try:
            return FileTakenIn(next_in=self._taken_in(order.file))
        except (_Away, Unreachable) as away:
            code = away.code if isinstance(away, _Away) else away.component.name.lower()
            self.records.execute(_FAILED, {"id": order.file, "error": code})
            raise ApplicationError(code, type=AWAY) from None

    def _taken_in(self, file: str) -> float | None:
        row = self._found(file)
        if row is not None and row.status == FileStatus.WANTED and not row.erased:
            self._fetch(row)
            row = self._found(file)
        if row is None or row.status == FileStatus.NOT_FETCHED:
            return None
        if row.erased or row.status == FileStatus.ERASED:
            self.taking.store.remove(row.stored)
            return None
        if row.wrapped_by is not None and row.channel is None and row.age > DROPPED_AFTER:
            self._drop(file)
            return None
        key = self._key(row)
        adopted = row.wrapped_by is None or (row.channel is not None and self._adopt(row, key))
        if row.status == FileStatus.WAITING:
            self._scan(row, key)
        return None if adopted else min(max(SOONEST, row.age.total_seconds() / 5), LATEST)

    def _found(self, file: str) -> Any | None:
        return next(iter(self.records.all(_FIND, {"id": file})), None)

    def _sealer(self) -> PartSealer:
        if self.records.sealer is None:
            raise _Away("no_keys")
        return self.records.sealer

    def _key(self, row: Any) -> bytes:
        """The key of a file; empty where nobody has it any more. Raises Unreachable."""
        place = FilePlace(row.reference, row.id)
        if row.wrapped_by is None:
            return self.records.opened(bytes(row.key))
        return unwrapped(self.taking.wrapping, place, row.wrapped_by, bytes(row.key)) or b""

    def _adopt(self, row: Any, key: bytes) -> bool:
        """Seal the key of a file with that of its case, which is on record now."""
        with translated_errors():
            sealed = sealed_with_case(self._sealer(), FilePlace(row.reference, row.id), key)
        if sealed is not None:
            self.records.execute(_ADOPT, {"id": row.id, "key": sealed})
        return True

    def _scan(self, row: Any, key: bytes) -> None:
        """Have a file scanned. Raises _Away, Unreachable."""
        if self.scanner is None:
            self._scanned(row, FileStatus.UNSCANNED)
            return
        try:
            with self.taking.store.opened(row.stored) as stored:
                finding = self.scanner.finding(opened_pieces(key, FilePlace(row.reference, row.id).bound, stored))
        except (BrokenFile, NotStored, ValueError):
            raise _Away("not_readable") from None
        if finding is None:
            self._scanned(row, FileStatus.CLEAN)
            return
        self._scanned(row, FileStatus.INFECTED, finding)
        self.taking.store.remove(row.stored)

    def _scanned(self, row: Any, status: FileStatus, finding: str | None = None) -> None:
        self.records.execute(_SCANNED, {"id": row.id, "status": status, "finding": finding})

    def _drop(self, file: str) -> None:
        """Drop a file whose request never came."""
        for row in self.records.all(_DROP, {"id": file}):
            if row.stored:
                self.taking.store.remove(row.stored)

    def _fetch(self, row: Any) -> None:
        """Fetch a file from the place of its channel. Raises _Away, Unreachable."""
        about = opened_about(self._key(row), FilePlace(row.reference, row.id), bytes(row.about))
        called = about.called if about else ""
        url = self.places.address(row.channel or "", called) if self.places else None
        if url is None:
            self._not_fetched(row, "no_place")
            return
        try:
            self._keep_fetched(row, self._taken(row, url, called), called)
        except (PermanentFailure, TransientFailure) as failure:
            if isinstance(failure, TransientFailure) and row.age < FETCHED_FOR:
                raise _Away(failure.code) from None
            self._not_fetched(row, failure.code)
        except FileNotTaken as refused:
            self._not_fetched(row, refused.flaw)

    def _taken(self, row: Any, url: str, called: str) -> TakenFile:
        """Raises TransientFailure, PermanentFailure, FileNotTaken, Unreachable."""
        if self.places is None:
            raise PermanentFailure("no_place")
        with self.taking.begin(row.reference, row.id) as file, self.places.fetched(url) as pieces:
            for piece in pieces:
                file.add(piece)
            return file.end(called)

    def _keep_fetched(self, row: Any, taken: TakenFile, called: str) -> None:
        with translated_errors():
            key = sealed_with_case(self._sealer(), taken.place, taken.key)
        if key is None:
            self.taking.store.remove(taken.stored)
            return
        about = replace(FileAbout(taken.name, taken.sha256), called=called)
        given = {"id": row.id, "type": taken.type, "size": taken.size, "stored": taken.stored, "key": key}
        same = likeness(self.taking.index_key, row.reference, taken.sha256)
        self.records.execute(_FETCHED, given | {"same": same, "about": sealed_about(taken.key, taken.place, about)})

    def _not_fetched(self, row: Any, code: str) -> None:
        self.records.execute(_NOT_FETCHED, {"id": row.id, "error": code})
