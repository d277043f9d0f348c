"""What is found of one case, and the heads of the records that are compared."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from psycopg.sql import SQL

from activities.records.database import RUNS, connect
from models.case.events import LostEvent
from models.codes import DiscrepancyKind

EVERY_CASE = "SELECT reference, seq, head FROM case_row"
AMONG = EVERY_CASE + " WHERE reference = ANY(%s)"
LIVE_CASES = SQL(EVERY_CASE + " WHERE {} ORDER BY reference").format(SQL(RUNS))


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One case on which the two sides disagree, with the number of the last event that each of them knows."""

    reference: str
    difference: DiscrepancyKind
    records: int
    workflow: int | None = None
    first: int | None = None
    """The first event that is not the same on both sides."""
    kept: tuple[LostEvent, ...] = ()
    """What the records hold from there on: it counts."""
    lost: tuple[LostEvent, ...] = ()
    """What the workflow held from there on, as far as the records do not hold it too."""


class Head(NamedTuple):
    """The last event of a case on record: its number, and the hash of the chain up to it."""

    seq: int
    chain: bytes


NO_HEAD = Head(0, b"")
"""Of a case that the records lack."""


def read_heads(url: str, statement: Any, parameters: tuple[Any, ...] = ()) -> dict[str, Head]:
    """The heads of the cases that a query of the records gives."""
    with connect(url) as connection:
        rows = connection.execute(statement, parameters)
        return {row["reference"]: Head(row["seq"], bytes(row["head"])) for row in rows}
