"""Faults as staff see them: lists, one with its events, and its cases.

Plain psycopg, as commands read this.
"""

from dataclasses import asdict, dataclass
from typing import Any, LiteralString

from psycopg import sql

from activities.records.database import UNDECIDED, Connection
from activities.reports.scopes import parameters, within
from models.authority import Scope
from models.case.row import CaseRow
from models.codes import FaultOrder, FaultStage
from models.faults.events import FaultEvent, FaultOpened
from models.faults.row import FaultRow
from models.faults.state import FaultState
from models.teams import works_for
from workflows.faults.evolve import fold_fault

_UNDONE: LiteralString = """
SELECT reference, count(*) AS count FROM case_event
WHERE reference = ANY(%(references)s) AND type IN ('sent_back', 'recalled', 'reopened') GROUP BY reference
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultFilter:
    """Which faults; what is left out does not matter. Without a stage those that are not closed, unless `closed`."""

    pack: str | None = None
    team: str | None = None
    stage: FaultStage | None = None
    closed: bool = False
    owner: str | None = None
    error_code: str | None = None
    order: FaultOrder = FaultOrder.NEWEST
    limit: int | None = 100
    offset: int = 0


@dataclass(frozen=True, slots=True)
class FaultLine:
    """A fault in a list: its row, its title, how many cases it has, and how many of them wait for their decision."""

    row: FaultRow
    title: str
    cases: int
    undecided: int


_CONDITIONS: dict[str, LiteralString] = {
    "pack": "pack = %(pack)s",
    "team": "team = %(team)s",
    "stage": "stage = %(stage)s",
    "owner": "owner = %(owner)s",
    "error_code": "error_code = %(error_code)s",
}
_LINES = sql.SQL("""
SELECT f.*, (SELECT body FROM fault_event e WHERE e.reference = f.reference AND e.seq = 1) AS first,
       (SELECT count(*) FROM case_row c WHERE c.fault = f.reference) AS cases,
       (SELECT count(*) FROM case_row c WHERE c.fault = f.reference AND {undecided}) AS undecided
FROM fault f WHERE {condition} ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s
""")
_ORDERS: dict[FaultOrder, LiteralString] = {
    FaultOrder.NEWEST: "opened_at DESC, reference",
    FaultOrder.OLDEST: "opened_at, reference",
    FaultOrder.DUE: "due_at, reference",
    FaultOrder.REQUESTS: "cases DESC, opened_at DESC, reference",
}
_OF_FAULT = sql.SQL(
    "SELECT count(*) AS cases, count(*) FILTER (WHERE {}) AS undecided FROM case_row c WHERE fault = %(fault)s"
).format(sql.SQL("c.stage <> 'closed' AND c.stage <> 'resolved'"))
_TOTAL = sql.SQL("SELECT count(*) FROM fault WHERE {}")
_UNDECIDED = sql.SQL("c.stage <> 'closed' AND c.stage <> 'resolved'")
_EVENTS = "SELECT body FROM fault_event WHERE reference = %s ORDER BY seq"
_CASES = sql.SQL("SELECT * FROM case_row WHERE fault = %(fault)s AND {} ORDER BY opened_at, reference")
_BY_CODE = """
SELECT reference FROM fault WHERE error_code = %(code)s ORDER BY stage = 'closed', opened_at DESC LIMIT 1
"""
_HOW_MANY = "SELECT count(*) AS count FROM fault WHERE pack = %(pack)s AND error_code = %(code)s"
_TAKING = """
SELECT reference FROM fault WHERE pack = %(pack)s AND error_code = %(code)s AND stage IN ('open', 'known')
"""


def works_here(scope: Scope, pack: str) -> bool:
    """Whether somebody sees the faults of a pack: those who work for it, whatever their team."""
    return scope.all_teams or pack in scope.packs or any(works_for(place.teams, pack) for place in scope.places)


def faults(connection: Connection, wanted: FaultFilter, scope: Scope) -> tuple[list[FaultLine], int]:
    """The faults of somebody's packs that meet a filter, in its order, and how many do in all."""
    packs = [row["pack"] for row in connection.execute("SELECT DISTINCT pack FROM fault")]
    values = asdict(wanted) | {"packs": [pack for pack in packs if works_here(scope, pack)]}
    conditions: list[sql.Composable] = [sql.SQL(text) for name, text in _CONDITIONS.items() if values[name]]
    conditions.append(sql.SQL("pack = ANY(%(packs)s)"))
    if not (wanted.stage or wanted.closed):
        conditions.append(sql.SQL("stage <> 'closed'"))
    condition = sql.SQL(" AND ").join(conditions)
    lines = _LINES.format(undecided=_UNDECIDED, condition=condition, order=sql.SQL(_ORDERS[wanted.order]))
    rows = connection.execute(lines, values).fetchall()
    total = connection.execute(_TOTAL.format(condition), values).fetchone()
    return [_line(row) for row in rows], int(total["count"]) if total else 0


def fault_state(connection: Connection, reference: str) -> tuple[FaultState, list[FaultEvent]]:
    """A fault as it stands on record, and its events; with none where nothing is on record of it."""
    events = [FaultEvent.model_validate_json(row["body"]) for row in connection.execute(_EVENTS, (reference,))]
    return fold_fault(FaultState(reference=reference), events), events


def how_many_of(connection: Connection, fault: str) -> tuple[int, int]:
    """How many cases are of a fault, and how many of them wait for their decision, whoever may see them."""
    row = connection.execute(_OF_FAULT, {"fault": fault}).fetchone()
    return (int(row["cases"]), int(row["undecided"])) if row else (0, 0)


def cases_of(connection: Connection, fault: str, scope: Scope, *, undecided: bool = False) -> list[CaseRow]:
    """The cases of a fault that somebody sees, the first opened first."""
    condition = within(scope)
    if undecided:
        condition = sql.SQL(" AND ").join([condition, sql.SQL(UNDECIDED)])
    rows = connection.execute(_CASES.format(condition), {"fault": fault} | parameters(scope))
    return [CaseRow.model_validate(row) for row in rows]


def times_undone(connection: Connection, references: list[str]) -> dict[str, int]:
    """How often each of some cases had an approval undone: sent back, recalled or reopened; none of any other."""
    rows = connection.execute(_UNDONE, {"references": references})
    return {row["reference"]: row["count"] for row in rows}


def by_error_code(connection: Connection, code: str) -> str | None:
    """The fault with an error code: the last one opened, of those that are not closed before the others."""
    row = connection.execute(_BY_CODE, {"code": code}).fetchone()
    return str(row["reference"]) if row else None


def error_codes(connection: Connection) -> list[str]:
    """The error codes of which there is a fault on record."""
    rows = connection.execute("SELECT DISTINCT error_code FROM fault ORDER BY error_code")
    return [row["error_code"] for row in rows]


def next_number(connection: Connection, pack: str, code: str) -> int:
    """The number that the next fault with an error code gets."""
    row = connection.execute(_HOW_MANY, {"pack": pack, "code": code}).fetchone()
    return 1 + (int(row["count"]) if row else 0)


def taking(connection: Connection, pack: str, code: str) -> str | None:
    """The fault that new cases with an error code are linked to."""
    row = connection.execute(_TAKING, {"pack": pack, "code": code}).fetchone()
    return str(row["reference"]) if row else None


def _line(row: dict[str, Any]) -> FaultLine:
    first = FaultEvent.model_validate_json(row["first"]).body if row["first"] else None
    title = first.title if isinstance(first, FaultOpened) else ""
    return FaultLine(FaultRow.model_validate(row), title, row["cases"], row["undecided"])
