"""What a report counts by itself: the occurrences of the few cases that were written since the workers counted last.

So a report is as of now, while the workers' count is up to a minute behind.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from psycopg import sql

from activities.records.database import Connection
from activities.reports.histories import KnownHistory, histories
from models.case.occurrence import Occurrence
from workflows.reports.occurrences import occurrences

MOST = 100
"""Cases that a report counts by itself at most; of more it says how many are not counted yet."""

_LINE = """
SELECT coalesce(min(at), now()) AS first, now() AS now, count(DISTINCT reference) AS cases FROM occurrence_due
"""
_DUE = "SELECT DISTINCT reference FROM occurrence_due ORDER BY reference"
_ON_RECORD = "SELECT reference, seq, kind FROM occurrence WHERE reference = ANY(%(references)s)"
_WITH_NEW = sql.SQL("""
WITH occurrence AS NOT MATERIALIZED (
    TABLE occurrence UNION ALL SELECT * FROM jsonb_populate_recordset(NULL::occurrence, %(new)s::jsonb)
)
""")


@dataclass(frozen=True, slots=True)
class Counted:
    """Up to when everything is counted, and what is besides the occurrences on record."""

    as_of: datetime
    """Everything recorded before this instant is counted."""
    uncounted: int
    """Cases written since that are not counted."""
    new: Sequence[Occurrence] = ()
    """Occurrences that are not on record yet."""

    @property
    def source(self) -> sql.Composable:
        """How a query begins whose `occurrence` has them too; its parameters are `parameters`."""
        return _WITH_NEW if self.new else sql.SQL("")

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of `source`."""
        return {"new": json.dumps([asdict(each) for each in self.new], default=str)}


def counted(connection: Connection, most: int = MOST) -> Counted:
    """What is counted, with the cases that stand in the line where these are few.

    Read it in the transaction of the report, at one snapshot: or what workers count meanwhile is counted twice.
    """
    line = connection.execute(_LINE).fetchone() or {}
    if line["cases"] > most:
        return Counted(line["first"], line["cases"])
    due = [row["reference"] for row in connection.execute(_DUE)]
    return Counted(line["now"], 0, tuple(_not_on_record(connection, due)))


def _not_on_record(connection: Connection, references: list[str]) -> Iterator[Occurrence]:
    if not references:
        return
    rows = connection.execute(_ON_RECORD, {"references": references})
    known = {(row["reference"], row["seq"], row["kind"]) for row in rows}
    for row, history in histories(connection, references, notices=True):
        found = _occurrences(row.reference, history) if history else ()
        yield from (each for each in found if (each.reference, each.seq, each.kind) not in known)


def _occurrences(reference: str, history: KnownHistory) -> Sequence[Occurrence]:
    """The occurrences of a case; none where its events are damaged, which is the audit's to name."""
    try:
        return occurrences(reference, *history)
    except (ValueError, LookupError, TypeError, AttributeError):
        return ()


def snapshot(connection: Connection) -> None:
    """Let all statements of the transaction that begins read the records as they are at its first one."""
    connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
