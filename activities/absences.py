"""Absences: who is away, who stands in for whom, and whether anybody does.

Plain psycopg, as in `activities.staff`. Of a substitute who is away too, the substitute stands in; the notices follow
them in the same way (`activities.notices.addressing`).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString, NamedTuple

from psycopg import errors
from psycopg.rows import class_row

from activities.coverage import Absence, Gap, circle, gaps
from activities.records.database import Connection
from activities.staff import NoSuchStaff
from activities.staff import acting as actor_of
from errors import TawasulError
from models.case.commands import MOST_ABSENT, Actor

_ONE_AT_A_TIME = 20_260_303
"""The advisory lock under which absences are written: two at once could make a circle that neither sees."""

_REPRESENTED = """
WITH RECURSIVE behind AS (
    SELECT staff_id AS id FROM absence WHERE substitute = %(id)s AND since <= %(at)s AND until > %(at)s
    UNION
    SELECT a.staff_id FROM behind b JOIN absence a ON a.substitute = b.id
    WHERE a.since <= %(at)s AND a.until > %(at)s
)
SELECT s.id, s.role, array(SELECT team FROM staff_team WHERE staff_id = s.id ORDER BY team) AS teams
FROM behind JOIN staff s USING (id) WHERE s.active AND s.id <> %(id)s ORDER BY s.id LIMIT %(most)s
"""
AWAY: LiteralString = """
WITH RECURSIVE reached AS (
    SELECT %(id)s::varchar AS id
    UNION
    SELECT a.substitute FROM reached r JOIN absence a ON a.staff_id = r.id
    WHERE a.substitute IS NOT NULL AND a.since <= %(at)s AND a.until > %(at)s
)
SELECT max(until) AS until, array(
    SELECT s.id FROM reached r JOIN staff s USING (id)
    WHERE s.active AND NOT EXISTS (SELECT FROM absence WHERE staff_id = s.id AND since <= %(at)s AND until > %(at)s)
    ORDER BY s.id
) AS stand_ins
FROM absence WHERE staff_id = %(id)s AND since <= %(at)s AND until > %(at)s HAVING count(*) > 0
"""
"""Until when somebody is away, and who stands in for them at an instant; no row for somebody who is there."""
_SINCE = """
SELECT a.staff_id, a.since, a.until, a.substitute, coalesce(s.active, false) AS substitute_active
FROM absence a LEFT JOIN staff s ON s.id = a.substitute WHERE a.until > %s ORDER BY a.since, a.id
"""


class InvalidAbsence(TawasulError):
    """An absence that ends before it begins, or in which nobody could stand in for somebody."""

    def __init__(self, code: str, detail: str, substitute: str | None = None) -> None:
        super().__init__(code, detail)
        self.substitute = substitute


@dataclass(frozen=True, slots=True)
class Away:
    """Until when somebody is away, and who stands in for them now; nobody is there where that is empty."""

    until: datetime
    stand_ins: list[str]


class Acting(NamedTuple):
    """Who acts, and for whom they stand in."""

    actor: Actor
    absent: tuple[Actor, ...]


def acting(connection: Connection, staff_id: str, at: datetime) -> Acting:
    """Who acts by a staff id. Raises NoSuchStaff, NotWorkingHere."""
    return Acting(actor_of(connection, staff_id), represented(connection, staff_id, at))


def represented(connection: Connection, staff_id: str, at: datetime) -> tuple[Actor, ...]:
    """Those who are away at an instant and for whom somebody stands in, with their role and teams."""
    rows = connection.execute(_REPRESENTED, {"id": staff_id, "at": at, "most": MOST_ABSENT})
    return tuple(Actor(id=row["id"], role=row["role"], teams=tuple(row["teams"])) for row in rows)


def away(connection: Connection, staff_id: str, at: datetime) -> Away | None:
    """Somebody's absence at an instant; None when they are there."""
    with connection.cursor(row_factory=class_row(Away)) as cursor:
        return cursor.execute(AWAY, {"id": staff_id, "at": at}).fetchone()


def go_away(
    connection: Connection, staff_id: str, since: datetime, until: datetime, substitute: str | None = None
) -> tuple[Gap, ...]:
    """Record an absence from `since` until before `until`.

    Returns what its writer should know: when a substitute is away too, theirs or one that they are themselves. Raises
    NoSuchStaff, InvalidAbsence; the latter also where nobody would stand in at all.
    """
    if until <= since:
        raise InvalidAbsence("absence_ends_first", "an absence ends after it begins")
    if substitute == staff_id:
        raise InvalidAbsence("own_substitute", "nobody stands in for themselves")
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_ONE_AT_A_TIME,))
        if substitute:
            _check_active(connection, substitute)
        _insert(connection, staff_id, since, until, substitute)
        known, new = _absences(connection, since), Absence(staff_id, since, until, substitute)
        found = gaps(known, new) if substitute else ()
        if substitute:
            _check_substitute(known, new, found)
        others = (each for each in known if each.substitute == staff_id and each.overlaps(since, until))
        return (*found, *(gap for each in others for gap in gaps(known, each.within(since, until))))


def left_alone(connection: Connection, staff_id: str, at: datetime) -> tuple[Gap, ...]:
    """The times from an instant on in which somebody who works here no more should have stood in for others."""
    known = _absences(connection, at)
    theirs = (each.within(at, each.until) for each in known if each.substitute == staff_id)
    return tuple(gap for each in theirs for gap in gaps(known, each))


def come_back(connection: Connection, staff_id: str, at: datetime) -> bool:
    """End the absences of somebody that are under way at `at`; False when there are none."""
    with connection.transaction():
        none_left = connection.execute(
            "DELETE FROM absence WHERE staff_id = %s AND since = %s", (staff_id, at)
        ).rowcount
        ended = connection.execute(
            "UPDATE absence SET until = %(at)s WHERE staff_id = %(id)s AND since < %(at)s AND until > %(at)s",
            {"at": at, "id": staff_id},
        ).rowcount
    return bool(none_left + ended)


def _check_active(connection: Connection, substitute: str) -> None:
    row = connection.execute("SELECT active FROM staff WHERE id = %s FOR SHARE", (substitute,)).fetchone()
    if row is None:
        raise NoSuchStaff(substitute)
    if not row["active"]:
        raise InvalidAbsence("substitute_left", f"{substitute} is not active and can stand in for nobody", substitute)


def _check_substitute(known: tuple[Absence, ...], new: Absence, found: tuple[Gap, ...]) -> None:
    if chain := circle(known, new):
        names = " for ".join(chain)
        raise InvalidAbsence("circle_of_substitutes", f"all would be away at one time: {names}", new.substitute)
    alone = sum((gap.until - gap.since for gap in found if not gap.stand_ins), new.since - new.since)
    if alone >= new.until - new.since:
        raise InvalidAbsence("substitute_away", f"{new.substitute} is away all that time", new.substitute)


def _insert(connection: Connection, *absence: Any) -> None:
    try:
        connection.execute("INSERT INTO absence (staff_id, since, until, substitute) VALUES (%s, %s, %s, %s)", absence)
    except errors.ForeignKeyViolation:
        raise NoSuchStaff(absence[0]) from None


def _absences(connection: Connection, since: datetime) -> tuple[Absence, ...]:
    """All absences that last beyond an instant. A substitute who works here no more is none."""
    return tuple(
        Absence(row["staff_id"], row["since"], row["until"], row["substitute"], row["substitute_active"])
        for row in connection.execute(_SINCE, (since,))
    )
