"""Absences: who is away, who stands in for whom, and whether anybody does.

Plain psycopg, as in `activities.staff`. Of a substitute who is away too, the substitute stands in; the notices follow
them in the same way (`activities.notices.addressing`).
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, LiteralString, NamedTuple

from psycopg import errors
from psycopg.rows import class_row

from activities.coverage import Absence, Gap, circle, gaps
from activities.records.database import UNDECIDED, Connection
from activities.staff import NoSuchStaff
from activities.staff import acting as actor_of
from errors import TawasulError
from models.case.actor import MOST_ABSENT, Actor

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
SELECT min(since) AS since, max(until) AS until, array(
    SELECT s.id FROM reached r JOIN staff s USING (id)
    WHERE s.active AND NOT EXISTS (SELECT FROM absence WHERE staff_id = s.id AND since <= %(at)s AND until > %(at)s)
    ORDER BY s.id
) AS stand_ins
FROM absence WHERE staff_id = %(id)s AND since <= %(at)s AND until > %(at)s HAVING count(*) > 0
"""
"""Until when somebody is away, and who stands in for them at an instant; no row for somebody who is there."""
_NEXT = "SELECT min(since) AS since FROM absence WHERE staff_id = %(id)s AND since > %(at)s AND until > since"
_SINCE = """
SELECT a.staff_id, a.since, a.until, a.substitute, coalesce(s.active, false) AS substitute_active
FROM absence a LEFT JOIN staff s ON s.id = a.substitute WHERE a.until > %s ORDER BY a.since, a.id
"""


_NOT_BEGUN = """
DELETE FROM absence WHERE staff_id = %(id)s AND since BETWEEN %(first)s AND %(last)s AND since >= %(at)s
"""
_UNDER_WAY = """
UPDATE absence SET until = %(at)s
WHERE staff_id = %(id)s AND since BETWEEN %(first)s AND %(last)s AND since < %(at)s AND until > %(at)s
"""
_HELD: LiteralString = f"SELECT count(*) FROM case_row WHERE assignee = %(id)s AND {UNDECIDED}"  # noqa: S608
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class InvalidAbsence(TawasulError):
    """An absence that ends before it begins, that is none, or in which nobody could stand in for somebody."""

    def __init__(self, code: str, detail: str, substitute: str | None = None, staff_id: str | None = None) -> None:
        super().__init__(code, detail)
        self.substitute, self.staff_id = substitute, staff_id


@dataclass(frozen=True, slots=True)
class Away:
    """When somebody is away, and who stands in for them now, or when it begins; nobody where that is empty."""

    since: datetime
    until: datetime
    stand_ins: list[str]


class Announced(NamedTuple):
    """What whoever announced an absence should know."""

    gaps: tuple[Gap, ...]
    """When a substitute is away too, theirs or one that they are themselves."""
    besides: tuple[Absence, ...]
    """Their other absences in that time: the substitute of each stands in too."""
    left: int = 0
    """How many undecided cases they hold, where nobody is to stand in."""


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


def away_next(connection: Connection, staff_id: str, at: datetime) -> Away | None:
    """Somebody's absence at an instant, or else the next one after it; None when none is announced."""
    if now := away(connection, staff_id, at):
        return now
    row = connection.execute(_NEXT, {"id": staff_id, "at": at}).fetchone()
    return away(connection, staff_id, row["since"]) if row and row["since"] else None


def go_away(
    connection: Connection,
    staff_id: str,
    since: datetime,
    until: datetime,
    substitute: str | None = None,
    *,
    at: datetime | None = None,
) -> Announced:
    """Record an absence from `since` until before `until`, at an instant (that of its beginning, where none is given).

    One of theirs that begins at the same instant and is not over is replaced: so an absence is made longer or shorter,
    or gets another substitute, who stands in from now on where it is under way. Raises NoSuchStaff, InvalidAbsence; the
    latter also where nobody would stand in at all.
    """
    at = at or since
    _check_span(since, until, at)
    if substitute == staff_id:
        raise InvalidAbsence("own_substitute", "nobody stands in for themselves", staff_id=staff_id)
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_ONE_AT_A_TIME,))
        if substitute:
            _check_active(connection, substitute)
        if _take_back(connection, staff_id, (since, since), at):
            since = max(since, at)
        others, new = absences_since(connection, since), Absence(staff_id, since, until, substitute)
        _insert(connection, staff_id, since, until, substitute)
        known = (*others, new)
        found = gaps(known, new) if substitute else ()
        if substitute:
            _check_substitute(known, new, found)
        stood_in_for = [each for each in known if each.substitute == staff_id and each.overlaps(since, until)]
        besides = (each for each in others if each.staff_id == staff_id and each.overlaps(max(since, at), until))
        theirs = (gap for each in stood_in_for for gap in gaps(known, each.within(since, until)))
        return Announced((*found, *theirs), tuple(besides), 0 if substitute else _held(connection, staff_id))


def stand_in_instead(
    connection: Connection, staff_id: str, substitute: str, at: datetime
) -> tuple[tuple[Absence, ...], tuple[Absence, ...]]:
    """Have another substitute in all absences from an instant on in which somebody stands in for others.

    Gives those absences, and those in which that one cannot: they are away too, or it is their own.
    """
    theirs = [each for each in absences_since(connection, at) if each.substitute == staff_id]
    changed: list[Absence] = []
    for each in theirs:
        with suppress(InvalidAbsence):
            go_away(connection, each.staff_id, each.since, each.until, substitute, at=at)
            changed.append(each)
    return tuple(changed), tuple(each for each in theirs if each not in changed)


def left_alone(connection: Connection, staff_id: str, at: datetime) -> tuple[Gap, ...]:
    """The times from an instant on in which somebody who works here no more should have stood in for others."""
    known = absences_since(connection, at)
    theirs = (each.within(at, each.until) for each in known if each.substitute == staff_id)
    return tuple(gap for each in theirs for gap in gaps(known, each))


def come_back(connection: Connection, staff_id: str, at: datetime) -> None:
    """End the absences of somebody that are under way at an instant.

    Raises NoSuchStaff, InvalidAbsence where there are none.
    """
    with connection.transaction():
        if not _take_back(connection, staff_id, (_LONG_AGO, at), at):
            raise _none(connection, staff_id, "not_away", f"{staff_id} is not away now")


def stay(connection: Connection, staff_id: str, day: datetime, at: datetime) -> None:
    """Take back the absences of somebody that begin within a day from an instant: what of it is over stays on record.

    Raises NoSuchStaff, InvalidAbsence where there are none.
    """
    with connection.transaction():
        if not _take_back(connection, staff_id, (day, day + timedelta(days=1, microseconds=-1)), at):
            raise _none(connection, staff_id, "no_such_absence", f"no absence of {staff_id} begins on that day")


def _take_back(connection: Connection, staff_id: str, begun: tuple[datetime, datetime], at: datetime) -> bool:
    """End the absences of somebody that begin between two instants, both included; one that has not begun is none."""
    values = {"id": staff_id, "first": begun[0], "last": begun[1], "at": at}
    removed, ended = (connection.execute(statement, values).rowcount for statement in (_NOT_BEGUN, _UNDER_WAY))
    return bool(removed + ended)


def _none(connection: Connection, staff_id: str, code: str, detail: str) -> TawasulError:
    known = connection.execute("SELECT FROM staff WHERE id = %s", (staff_id,)).fetchone()
    return NoSuchStaff(staff_id) if known is None else InvalidAbsence(code, detail, staff_id=staff_id)


def _check_span(since: datetime, until: datetime, at: datetime) -> None:
    if until <= since:
        raise InvalidAbsence("absence_ends_first", "an absence ends after it begins")
    if until <= at:
        raise InvalidAbsence("absence_is_over", "that absence would be over already")


def _held(connection: Connection, staff_id: str) -> int:
    row = connection.execute(_HELD, {"id": staff_id}).fetchone()
    return int(row["count"]) if row else 0


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


def absences_since(connection: Connection, since: datetime) -> tuple[Absence, ...]:
    """All absences that last beyond an instant. A substitute who works here no more is none."""
    return tuple(
        Absence(row["staff_id"], row["since"], row["until"], row["substitute"], row["substitute_active"])
        for row in connection.execute(_SINCE, (since,))
    )
