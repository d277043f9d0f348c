"""Audit of the records against checkpoints that another owner keeps: what was logged is still what is on record.

Who has every right in the database can compute a chain of hashes anew. A signed checkpoint kept elsewhere shows it: the
tree of what is logged now must have the root that was signed at each size.
"""

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice

from activities.records import log
from activities.records.audit import Flaw
from activities.records.database import Connection
from models.codes import AuditFlaw, LogFlaw
from models.log.checkpoint import Checkpoint, read_checkpoint
from models.log.note import BadNote, Verifier
from models.log.tree import Frontier

MOST_FLAWS = 1_000
"""Cases of which a flaw is named; beyond them the records are not what was logged, whoever counts."""

_CHANGED = """
SELECT reference, min(seq) AS seq FROM log_entry l LEFT JOIN case_event e USING (reference, seq)
WHERE generation = %(generation)s AND e.hash IS DISTINCT FROM l.hash
GROUP BY reference ORDER BY reference LIMIT %(most)s
"""
_NOT_LOGGED = """
SELECT reference, min(seq) AS seq FROM case_event e
WHERE NOT EXISTS (SELECT FROM log_entry l
                  WHERE l.generation = %(generation)s AND l.reference = e.reference AND l.seq = e.seq)
  AND NOT EXISTS (SELECT FROM log_waiting w WHERE w.reference = e.reference AND w.seq = e.seq AND w.hash = e.hash)
GROUP BY reference ORDER BY reference LIMIT %(most)s
"""


@dataclass(frozen=True)
class LogReport:
    """What a look at the log found: how many entries and checkpoints, and the flaws of cases and of the log itself."""

    entries: int
    checkpoints: int
    newest: Checkpoint | None
    flaws: tuple[Flaw, ...]
    log_flaws: tuple[tuple[LogFlaw, int], ...]
    """Of the log itself, each with the size or index it is about."""

    @property
    def whole(self) -> bool:
        """Whether nothing was found."""
        return not self.flaws and not self.log_flaws


def verify_against(connection: Connection, notes: Sequence[str], verifiers: Sequence[Verifier]) -> LogReport:
    """Compare the records with checkpoints that were signed before. Reads every entry of the log once."""
    read, unsigned = _read(notes, verifiers)
    generation = log.generation(connection)
    of_this = sorted((each for each in read if each.origin.endswith(f"/{generation}")), key=lambda each: each.size)
    entries, disagreeing = _compare_roots(connection, generation, of_this)
    log_flaws = [*unsigned, *disagreeing]
    if not of_this:
        log_flaws.append((LogFlaw.NO_CHECKPOINT, 0))
    return LogReport(
        entries=entries,
        checkpoints=len(of_this),
        newest=of_this[-1] if of_this else None,
        flaws=tuple(_flaws_of_cases(connection, generation)),
        log_flaws=tuple(log_flaws),
    )


def _read(notes: Sequence[str], verifiers: Sequence[Verifier]) -> tuple[list[Checkpoint], list[tuple[LogFlaw, int]]]:
    found, unsigned = list[Checkpoint](), list[tuple[LogFlaw, int]]()
    for number, note in enumerate(notes, start=1):
        try:
            found.append(read_checkpoint(note, verifiers))
        except BadNote:
            unsigned.append((LogFlaw.NOT_SIGNED, number))
    return found, unsigned


def _compare_roots(
    connection: Connection, generation: int, checkpoints: Sequence[Checkpoint]
) -> tuple[int, list[tuple[LogFlaw, int]]]:
    """How many entries the log has, and the first checkpoint whose root it does not have, if any."""
    frontier, size = Frontier(), log.size(connection, generation)
    with closing(log.hashes(connection, generation, 0, size)) as entries:
        for signed in checkpoints:
            for entry in islice(entries, signed.size - frontier.size):
                frontier.append(entry)
            if frontier.size < signed.size:
                return size, [(LogFlaw.SHORTENED, signed.size)]
            if frontier.root() != signed.root:
                return size, [(LogFlaw.OTHER_ENTRIES, signed.size)]
    return size, []


def _flaws_of_cases(connection: Connection, generation: int) -> Iterable[Flaw]:
    given = {"generation": generation, "most": MOST_FLAWS}
    for row in connection.execute(_CHANGED, given).fetchall():
        yield Flaw(row["reference"], row["seq"], AuditFlaw.OTHER_THAN_LOGGED)
    for row in connection.execute(_NOT_LOGGED, given).fetchall():
        yield Flaw(row["reference"], row["seq"], AuditFlaw.PAST_THE_LOG)
