"""The keeper: gives new events their places in the log, signs its head, and puts the checkpoint where it is kept.

It signs nothing that contradicts what it signed before: not when the records are an older copy, nor when the log in
them was changed. A person must then look, and may begin another log.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from activities.records import log
from activities.records.database import Connection, connect
from activities.records.watch import server_time
from checkpoints.places import Place
from models.log.checkpoint import Checkpoint, read_checkpoint
from models.log.note import BadNote, Signer, Verifier
from models.log.tree import Frontier


class LogBroken(Exception):
    """What the records hold of the log is not what was signed before; `about` says which part."""

    def __init__(self, about: str) -> None:
        super().__init__(about)
        self.about = about


@dataclass(frozen=True)
class Keeper:
    """What a worker needs to keep checkpoints."""

    url: str
    signer: Signer
    place: Place
    earlier: Sequence[Verifier] = ()
    """Keys that signed before this one."""

    def keep(self) -> Checkpoint:
        """Sign the log as it is now, if it has grown. Raises LogBroken, PlaceAway, Unreachable."""
        with connect(self.url) as connection:
            generation = log.generation(connection)
            before = self._last(connection, generation)
            there = self._read(note) if (note := self.place.last()) else None
            self._compare(connection, generation, there)
            log.extend(connection)
            checkpoint, note, is_new = self._grown(connection, generation, before)
            if is_new or there != checkpoint:
                self.place.put(note)
            return checkpoint

    def origin(self, generation: int) -> str:
        """The name of a log."""
        return f"{self.signer.name}/{generation}"

    def _last(self, connection: Connection, generation: int) -> log.Kept | None:
        """The last checkpoint on record, whose signature and frontier fit each other."""
        try:
            kept = log.last(connection, generation)
        except ValueError as error:
            raise LogBroken("frontier") from error
        if kept is None:
            return None
        signed = self._read(kept.note)
        if signed != Checkpoint(self.origin(generation), kept.frontier.size, kept.frontier.root()):
            raise LogBroken("frontier")
        return kept

    def _read(self, note: str) -> Checkpoint:
        try:
            return read_checkpoint(note, [self.signer.verifier, *self.earlier])
        except BadNote as error:
            raise LogBroken("signature") from error

    def _compare(self, connection: Connection, generation: int, there: Checkpoint | None) -> None:
        """Raise LogBroken when the place has a checkpoint of this log, or of a later one, that the records lack."""
        if there is None:
            return
        name, _, number = there.origin.rpartition("/")
        if name != self.signer.name or not number.isdigit() or int(number) < generation:
            return
        note = log.note_at(connection, generation, there.size) if int(number) == generation else None
        if note is None or self._read(note) != there:
            raise LogBroken("rolled_back")

    def _grown(self, connection: Connection, generation: int, before: log.Kept | None) -> tuple[Checkpoint, str, bool]:
        """The checkpoint of the log as it is, its note, and whether it is a new one."""
        frontier = Frontier(before.frontier.size, before.frontier.roots) if before else Frontier()
        known, size = frontier.size, log.size(connection, generation)
        if size < known:
            raise LogBroken("shortened")
        for entry in log.hashes(connection, generation, known, size):
            frontier.append(entry)
        if frontier.size != size:
            raise LogBroken("gap")
        checkpoint = Checkpoint(self.origin(generation), size, frontier.root())
        if before and size == known:
            return checkpoint, before.note, False
        note = checkpoint.signed(self.signer)
        log.keep(connection, generation, frontier, note, server_time(connection))
        return checkpoint, note, True
