"""Erasure of a case wherever it is: noted in its chain, removed from Temporal and the mailbox, its key destroyed.

The steps come in this order, and each may be taken twice: an erasure that was interrupted is given again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from activities.files.on_record import stored_of
from activities.files.stores.store import FileStore
from activities.keys.erasure import Erasure, erasure_of, events_in_clear, note_erasure, shred
from activities.notices.channels import remove_mail
from activities.records.database import Connection
from models.case.commands import Actor
from models.codes import ErasureReason


@dataclass(frozen=True, slots=True)
class Removed:
    """What an erasure removed of a case, and how many of its events it could not reach."""

    at: datetime
    runs: int
    mail: int
    events_in_clear: int
    files: int = 0


@dataclass(frozen=True)
class CaseEraser:
    """Erases cases, as the owner of the records."""

    owner: Connection
    home: Path
    delete_runs: Callable[[str], int]
    """Deletes the runs of a case from Temporal; how many there were."""
    store: FileStore | None = None
    """Where attached files are; without it they stay there, unreadable."""

    def erase(self, reference: str, by: Actor, reason: str) -> Removed:
        """Erase a closed case. Raises NoSuchCase, Refused, Unreachable."""
        why, before = ErasureReason(reason), erasure_of(self.owner, reference)
        done = before or Erasure(datetime.now(UTC), by.id, why)
        if before is None:
            note_erasure(self.owner, reference, by, why, done.at)
        removed = Removed(
            at=done.at,
            runs=self.delete_runs(reference),
            mail=remove_mail(self.home, reference),
            events_in_clear=events_in_clear(self.owner, reference),
            files=self._remove_files(reference),
        )
        shred(self.owner, reference, done)
        return removed

    def _remove_files(self, reference: str) -> int:
        """Remove the attached files of a case; how many there were. Raises Unreachable."""
        names = stored_of(self.owner, reference) if self.store else []
        for name in names:
            if self.store:
                self.store.remove(name)
        return len(names)
