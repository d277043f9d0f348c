"""What beneficiaries wrote with their ratings: of a period, in cases that somebody sees.

Plain psycopg, as all reports that commands read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString

from psycopg import sql

from activities.keys.parts import NOTHING
from activities.records.database import Connection
from activities.reports.counted import Counted
from activities.reports.indicators import Period, occurred, values_of
from models.authority import Scope
from models.case.events import Event, Rated
from models.codes import RatingOrder
from models.text import mask_in_text


@dataclass(frozen=True, slots=True)
class RatingComment:
    """A rating with a comment, and whose work it is about; no comment: it cannot be read, as that of an erased case."""

    at: datetime
    reference: str
    score: int
    pack: str
    service: str
    team: str | None
    officer: str | None
    comment: str | None


@dataclass(frozen=True, slots=True)
class FoundComments:
    """The comments that were found, and how many there are in all."""

    total: int
    rows: tuple[RatingComment, ...]


_ORDERS: Mapping[RatingOrder, LiteralString] = {
    RatingOrder.LOWEST: "number, at DESC, reference",
    RatingOrder.NEWEST: "at DESC, reference",
}
_RATED: LiteralString = "kind = 'rated' AND yes AND at >= %(since)s AND at < %(until)s"
_COMMENTS = sql.SQL("""
{source} SELECT rated.*, e.body FROM (
    SELECT at, reference, seq, number AS score, pack, service, team, officer,
           row_number() OVER (ORDER BY {order}) AS place
    FROM occurrence WHERE {rated} AND {seen} ORDER BY place LIMIT %(limit)s OFFSET %(offset)s
) AS rated JOIN case_event e USING (reference, seq) ORDER BY place
""")
_TOTAL = sql.SQL("{source} SELECT count(*) AS n FROM occurrence WHERE {rated} AND {seen}")


def comments(
    connection: Connection,
    period: Period,
    known: Counted,
    scope: Scope | None = None,
    *,
    order: RatingOrder = RatingOrder.LOWEST,
    limit: int | None = None,
    offset: int = 0,
) -> FoundComments:
    """The comments of a period; numbers of persons in them are masked."""
    values = values_of(period, scope) | known.parameters | {"limit": limit, "offset": offset}
    parts = {"source": known.source, "rated": sql.SQL(_RATED), "seen": occurred(period, scope)}
    counted = connection.execute(_TOTAL.format(**parts), values).fetchone() or {"n": 0}
    rows = connection.execute(_COMMENTS.format(**parts, order=sql.SQL(_ORDERS[order])), values)
    return FoundComments(int(counted["n"]), tuple(map(_comment, rows)))


def _comment(row: Mapping[str, Any]) -> RatingComment:
    names = ("at", "reference", "score", "pack", "service", "team", "officer")
    return RatingComment(**{name: row[name] for name in names}, comment=_written(row["body"]))


def _written(event: bytes) -> str | None:
    """The comment of an event."""
    try:
        body = None if event == NOTHING else Event.model_validate_json(event).body
    except ValueError:
        return None
    return mask_in_text(body.comment) if isinstance(body, Rated) and body.comment else None
