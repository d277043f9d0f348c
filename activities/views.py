"""Views: who looked at what, why and when. Written with what is shown in one transaction, and never changed.

Plain psycopg: commands write it, and SQLModel would add 0.24 s to the 0.17 s of their imports.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from psycopg import sql
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from activities.records.attention import INSERT as CALL_ATTENTION
from activities.records.database import Connection, columns_of
from models.case.actor import Actor
from models.codes import AttentionKind, EventOrder, Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewing:
    """One look: of whom, at what. `about` is by what cases were looked for."""

    by: Actor
    verb: Verb
    reference: str | None = None
    about: dict[str, Any] = field(default_factory=dict)
    cases: int = 1
    numbers: bool = False
    why: str | None = None
    break_glass: int | None = None


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """A case that somebody opened by break-glass: the number of the view that says so, and until when."""

    id: int
    until: datetime


@dataclass(frozen=True, slots=True)
class ViewEntry:
    """One view as it is on record."""

    id: int
    at: datetime
    by: str
    role: str
    stands_in_for: str | None
    verb: str
    reference: str | None
    about: dict[str, Any]
    cases: int
    numbers: bool
    why: str | None
    break_glass: int | None
    until: datetime | None


_LEAVE = """
INSERT INTO view (by, role, stands_in_for, verb, reference, about, cases, numbers, why, break_glass, until)
VALUES (%(by)s, %(role)s, %(stands_in_for)s, %(verb)s, %(reference)s, %(about)s, %(cases)s, %(numbers)s, %(why)s,
        %(break_glass)s, now() + %(lasts)s)
"""
_WRITE = f"{_LEAVE} RETURNING id, at, until"
_OPENED = """
SELECT id, until FROM view
WHERE by = %s AND reference = %s AND verb = 'break_glass' AND until > now() ORDER BY until DESC LIMIT 1
"""
_WANTED = sql.SQL("""
WHERE (%(by)s::varchar IS NULL OR by = %(by)s OR stands_in_for = %(by)s)
  AND (%(reference)s::varchar IS NULL OR reference = %(reference)s)
  AND (%(since)s::timestamptz IS NULL OR at >= %(since)s)
  AND (%(until)s::timestamptz IS NULL OR at <= %(until)s)
  AND (%(verb)s::varchar IS NULL OR verb = %(verb)s)
""")
_HOW_MANY = sql.SQL("SELECT count(*) AS total FROM view {}").format(_WANTED)
_ORDERS = {EventOrder.NEWEST: sql.SQL("at DESC, id DESC"), EventOrder.OLDEST: sql.SQL("at, id")}


class ViewsWanted(NamedTuple):
    """Which views: of one person or in their place, of one case, from an instant to another, of a kind."""

    by: str | None = None
    reference: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    verb: Verb | None = None


class PartOfViews(NamedTuple):
    """Which part of a list, and in which order."""

    limit: int | None = 100
    offset: int = 0
    order: EventOrder = EventOrder.NEWEST


def write(connection: Connection, view: Viewing, lasts: timedelta | None = None) -> dict[str, Any]:
    """Put a view on record; its number, instant and, of a break-glass, its end."""
    return next(iter(connection.execute(_WRITE, _values(view, lasts))))


def leave(connection: Connection, view: Viewing) -> None:
    """Put a view on record by a role that reads none."""
    connection.execute(_LEAVE, _values(view))


def _values(view: Viewing, lasts: timedelta | None = None) -> dict[str, Any]:
    fields = {name: getattr(view, name) for name in Viewing.__slots__ if name not in ("by", "about")}
    actor = {"by": view.by.id, "role": view.by.role, "stands_in_for": view.by.stands_in_for}
    return fields | actor | {"about": Jsonb(view.about), "lasts": lasts}


def break_glass(connection: Connection, actor: Actor, reference: str, why: str, lasts: timedelta) -> OpenedCase:
    """Open a case to somebody for a time, and put that on the attention list, in one transaction."""
    with connection.transaction():
        row = write(connection, Viewing(by=actor, verb=Verb.BREAK_GLASS, reference=reference, why=why), lasts)
        entry = {"kind": AttentionKind.BREAK_GLASS, "reference": reference, "about": f"{row['id']} {actor.id}"}
        connection.execute(CALL_ATTENTION, entry | {"at": row["at"]})
    return OpenedCase(row["id"], row["until"])


def opened_case(connection: Connection, staff_id: str, reference: str) -> OpenedCase | None:
    """The break-glass by which a case is open to somebody now."""
    with connection.cursor(row_factory=class_row(OpenedCase)) as cursor:
        return cursor.execute(_OPENED, (staff_id, reference)).fetchone()


def how_many(connection: Connection, wanted: ViewsWanted) -> int:
    """How many views there are of those that are asked for."""
    row = connection.execute(_HOW_MANY, wanted._asdict()).fetchone()
    return int(row["total"]) if row else 0


def views(connection: Connection, wanted: ViewsWanted, part: PartOfViews) -> list[ViewEntry]:
    """The views that are asked for."""
    query = sql.SQL("SELECT {} FROM view {} ORDER BY {} LIMIT %(limit)s OFFSET %(offset)s").format(
        columns_of(ViewEntry), _WANTED, _ORDERS[part.order]
    )
    given = wanted._asdict() | {"limit": part.limit, "offset": part.offset}
    with connection.cursor(row_factory=class_row(ViewEntry)) as cursor:
        return cursor.execute(query, given).fetchall()
