"""The disposal of what is due: case by case, each on record with who did it and by which rule, each once."""

from dataclasses import dataclass
from datetime import datetime

from psycopg import sql
from psycopg.rows import class_row

from activities.records.database import Connection, columns_of
from activities.retention.due import DueCase
from activities.retention.eraser import REASON, Eraser
from activities.retention.holds import unheld
from errors import CaseHeld, TawasulError, Unreachable
from models.case.actor import Actor
from models.codes import Disposal, DisposalResult
from models.packs.retention import Due

_MAY_DISPOSE = "SELECT may_dispose(%s) AS may"
_DISPOSE = """
SELECT dispose(%(reference)s, %(kinds)s, %(disposal)s, %(by)s, %(role)s, %(pack)s, %(version)s) AS done
"""


@dataclass(frozen=True, slots=True)
class DisposalEntry:
    """One disposal as it is on record."""

    reference: str
    kind: str
    disposal: str
    at: datetime
    by: str
    role: str
    pack: str
    version: str


_OF_CASE = sql.SQL("SELECT {} FROM disposal WHERE reference = %s ORDER BY at, kind").format(columns_of(DisposalEntry))


def dispose(connection: Connection, case: DueCase, due: Due, by: Actor, eraser: Eraser | None) -> DisposalResult:
    """Dispose of what is due of a case, and put that on record. Interrupted, it is done again by the next run.

    Raises Unreachable.
    """
    if due.disposal is Disposal.ERASE and eraser is None:
        return DisposalResult.NO_ERASER
    try:
        with unheld(connection, case.reference):
            return _dispose(connection, case, due, by, eraser)
    except CaseHeld:
        return DisposalResult.HELD
    except Unreachable:
        raise
    except TawasulError:
        return DisposalResult.FAILED


def _dispose(connection: Connection, case: DueCase, due: Due, by: Actor, eraser: Eraser | None) -> DisposalResult:
    if not _says(connection.execute(_MAY_DISPOSE, (case.reference,)).fetchone(), "may"):
        return DisposalResult.HELD
    if due.disposal is Disposal.ERASE and eraser:
        eraser.erase(case.reference, by, REASON)
    rule = {"kinds": list(due.kinds), "disposal": due.disposal, "pack": case.pack, "version": case.version}
    who = {"reference": case.reference, "by": by.id, "role": by.role}
    done = _says(connection.execute(_DISPOSE, rule | who).fetchone(), "done")
    return DisposalResult.DONE if done else DisposalResult.HELD


def disposals_of(connection: Connection, reference: str) -> list[DisposalEntry]:
    """What was disposed of a case, the oldest first."""
    with connection.cursor(row_factory=class_row(DisposalEntry)) as cursor:
        return cursor.execute(_OF_CASE, (reference,)).fetchall()


def _says(row: dict[str, bool] | None, name: str) -> bool:
    return bool(row and row[name])
