"""Staff records: roles, teams, and who can be reached. Absences: `activities.absences`.

Plain psycopg: every command of staff begins here, and SQLModel would add 0.24 s to the 0.17 s of its imports.

A director or manager who is in no team works for all of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import Any

from psycopg import errors
from psycopg.rows import class_row
from psycopg.sql import SQL, Identifier, Placeholder

from activities.records.database import UNDECIDED, Connection
from errors import TawasulError
from models.case.actor import Actor
from models.codes import ROLES_OF_ALL_TEAMS, STAFF_ROLES, AttentionKind, Role
from models.teams import names_of


class NoSuchStaff(TawasulError):
    """Nobody has this staff id."""

    def __init__(self, staff_id: str) -> None:
        self.staff_id = staff_id
        super().__init__("no_such_staff", f"no member of staff {staff_id}")


class NotWorkingHere(TawasulError):
    """The member of staff is not active any more."""

    def __init__(self, staff_id: str) -> None:
        super().__init__("not_active", f"{staff_id} is not active")
        self.staff_id = staff_id


class AlreadyStaff(TawasulError):
    """The staff id is taken."""

    def __init__(self, staff_id: str) -> None:
        super().__init__("staff_exists", f"{staff_id} exists already")


class SubjectTaken(TawasulError):
    """Another member of staff is, or was, that subject of the provider."""

    def __init__(self, subject: str) -> None:
        super().__init__("subject_taken", f"somebody else is, or was, «{subject}» at the provider")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One member of staff. `away_until` is the end of an absence that has begun."""

    id: str
    name: str
    role: Role
    teams: tuple[str, ...] = ()
    email: str | None = None
    mobile: str | None = None
    language: str = "ar"
    active: bool = True
    away_until: datetime | None = None
    substitute: str | None = None
    issuer: str | None = None
    """Who says that somebody is they, and by which name; none: the local issuer, by the staff id."""
    subject: str | None = None
    skills: tuple[str, ...] = ()
    """Those that cases may need."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "role", Role(self.role))
        object.__setattr__(self, "teams", tuple(self.teams))
        object.__setattr__(self, "skills", tuple(self.skills))

    @property
    def actor(self) -> Actor:
        """The member as the actor of a command."""
        return Actor(id=self.id, role=self.role, teams=self.teams)


_SUBJECTS = "staff_subject"
"""The index by which an issuer and a subject name one person."""
_OTHER_TABLES = {"teams", "away_until", "substitute", "skills"}
_STAFF_COLUMNS = [field.name for field in fields(Member) if field.name not in _OTHER_TABLES]
"""What a member has in `staff` itself, not in `staff_team`, `staff_skill` or `absence`."""
_ADD = SQL("INSERT INTO staff ({}) VALUES ({})").format(
    SQL(", ").join(map(Identifier, _STAFF_COLUMNS)), SQL(", ").join(map(Placeholder, _STAFF_COLUMNS))
)

_ROSTER = SQL("""
SELECT {}, away.until AS away_until, away.substitute,
       array(SELECT team FROM staff_team WHERE staff_id = s.id ORDER BY team) AS teams,
       array(SELECT skill FROM staff_skill WHERE staff_id = s.id ORDER BY skill) AS skills
FROM staff s
LEFT JOIN LATERAL (
    SELECT until, substitute FROM absence
    WHERE staff_id = s.id AND since <= %(at)s AND until > %(at)s ORDER BY until DESC LIMIT 1
) away ON true
WHERE (%(id)s::varchar IS NULL OR s.id = %(id)s)
ORDER BY s.id
""").format(SQL(", ").join(Identifier("s", name) for name in _STAFF_COLUMNS))

PRESENT = """
WITH RECURSIVE named AS (
    SELECT s.id, m.team IS NOT NULL AS own FROM staff s
    LEFT JOIN staff_team m ON m.staff_id = s.id AND m.team = ANY(%(teams)s::varchar[])
    WHERE s.role = %(role)s AND s.active
      AND (%(teams)s::varchar[] IS NULL OR m.team IS NOT NULL
           OR s.role = ANY(%(roles_of_all_teams)s) AND NOT EXISTS (SELECT FROM staff_team WHERE staff_id = s.id))
), reached AS (
    SELECT id, own FROM named
    UNION
    SELECT a.substitute, r.own FROM reached r JOIN absence a ON a.staff_id = r.id
    WHERE a.substitute IS NOT NULL AND a.since <= %(at)s AND a.until > %(at)s
)
SELECT s.id, s.role, array(SELECT team FROM staff_team WHERE staff_id = s.id ORDER BY team) AS teams,
       bool_or(r.own) AS own
FROM reached r JOIN staff s USING (id)
WHERE s.active AND NOT EXISTS (SELECT FROM absence WHERE staff_id = s.id AND since <= %(at)s AND until > %(at)s)
GROUP BY s.id ORDER BY s.id
"""
"""People of a role in a team who are there at an instant, or their substitutes; `own`: of that team, not of all."""


_HELD = SQL("SELECT reference FROM case_row WHERE assignee = %(id)s AND {} ORDER BY reference").format(SQL(UNDECIDED))
_LEFT = SQL("""
WITH held AS (
    SELECT reference FROM case_row WHERE assignee = %(id)s AND {}
), listed AS (
    INSERT INTO attention (kind, reference, about, at) SELECT %(kind)s, reference, %(id)s, %(at)s FROM held
    ON CONFLICT DO NOTHING
)
SELECT reference FROM held ORDER BY reference
""").format(SQL(UNDECIDED))


_REMEMBER = """
WITH new AS (
    INSERT INTO known_subject (issuer, subject, staff_id) VALUES (%(issuer)s, %(subject)s, %(staff_id)s)
    ON CONFLICT DO NOTHING
)
SELECT staff_id FROM known_subject WHERE issuer = %(issuer)s AND subject = %(subject)s
"""
"""Who had a subject before, if anybody; a subject that is new is put on record."""
_OF_SUBJECT = """
SELECT id, active FROM staff
WHERE issuer IS NOT DISTINCT FROM %(issuer)s::varchar AND coalesce(subject, id) = %(subject)s
"""


def acting(connection: Connection, staff_id: str) -> Actor:
    """The actor of a staff id, with role and teams on record. Raises NoSuchStaff, NotWorkingHere."""
    row = connection.execute(
        "SELECT role, active, array(SELECT team FROM staff_team WHERE staff_id = id ORDER BY team) AS teams"
        " FROM staff WHERE id = %s",
        (staff_id,),
    ).fetchone()
    if row is None:
        raise NoSuchStaff(staff_id)
    if not row["active"]:
        raise NotWorkingHere(staff_id)
    return Actor(id=staff_id, role=row["role"], teams=tuple(row["teams"]))


def language_of(connection: Connection, staff_id: str) -> str | None:
    """The language of somebody's notices, which is the one they read; none of who is not on the staff."""
    row = connection.execute("SELECT language FROM staff WHERE id = %s", (staff_id,)).fetchone()
    return row["language"] if row else None


def present_parameters(role: Role, team: str | None, at: datetime, pack: str = "") -> dict[str, Any]:
    """The parameters of `PRESENT`: a role, in a team of a pack or anywhere, at an instant."""
    names = list(names_of(team, pack)) if team is not None else None
    return {"role": role, "teams": names, "at": at, "roles_of_all_teams": list(map(str, ROLES_OF_ALL_TEAMS))}


def present(rows: Iterable[Mapping[str, Any]]) -> tuple[Actor, ...]:
    """The people `PRESENT` found: those of the team itself, or else those who work for all teams."""
    found = list(rows)
    chosen = [row for row in found if row["own"]] or found
    return tuple(Actor(id=row["id"], role=row["role"], teams=tuple(row["teams"])) for row in chosen)


def people(connection: Connection, role: Role, team: str | None, at: datetime, pack: str = "") -> tuple[Actor, ...]:
    """The people of a role who can be reached for a team of a pack at an instant; without a team, of any team."""
    return present(connection.execute(PRESENT, present_parameters(role, team, at, pack)))


def roster(connection: Connection, at: datetime) -> list[Member]:
    """All members of staff, by id, each with an absence that is under way at `at`."""
    with connection.cursor(row_factory=class_row(Member)) as cursor:
        return cursor.execute(_ROSTER, {"at": at, "id": None}).fetchall()


def member(connection: Connection, staff_id: str, at: datetime) -> Member:
    """One member of staff. Raises NoSuchStaff."""
    with connection.cursor(row_factory=class_row(Member)) as cursor:
        found = cursor.execute(_ROSTER, {"at": at, "id": staff_id}).fetchone()
    if found is None:
        raise NoSuchStaff(staff_id)
    return found


def teams_of(connection: Connection, staff_id: str) -> tuple[str, ...] | None:
    """The teams of a member of staff, who may have left; None where there is no such member."""
    try:
        return tuple(member(connection, staff_id, datetime.now(UTC)).teams)
    except NoSuchStaff:
        return None


def member_of_subject(connection: Connection, issuer: str | None, subject: str, at: datetime) -> Member | None:
    """The member of staff that an issuer (None: the local one) knows by a name. Raises NotWorkingHere."""
    row = connection.execute(_OF_SUBJECT, {"issuer": issuer, "subject": subject}).fetchone()
    if row is None:
        return None
    if not row["active"]:
        raise NotWorkingHere(row["id"])
    return member(connection, row["id"], at)


def add(connection: Connection, new: Member) -> None:
    """Add a member of staff. Raises AlreadyStaff; ValueError for a role that is no role of staff."""
    if new.role not in STAFF_ROLES:
        raise ValueError(f"{new.role} is no role of staff: choose one of {', '.join(STAFF_ROLES)}")
    try:
        with connection.transaction():
            connection.execute(_ADD, asdict(new))
            _remember(connection, new.id, new.issuer, new.subject)
            _put_in_teams(connection, new.id, new.teams)
    except errors.UniqueViolation as taken:
        raise _taken(taken, new.id, new.subject) from None


def somebody_is(connection: Connection, roles: Iterable[Role]) -> bool:
    """Whether somebody active has one of these roles."""
    query = "SELECT 1 FROM staff WHERE active AND role = ANY(%s) LIMIT 1"
    return connection.execute(query, (list(map(str, roles)),)).fetchone() is not None


def set_teams(connection: Connection, staff_id: str, teams: Iterable[str]) -> None:
    """Put somebody in exactly these teams. Raises NoSuchStaff."""
    with connection.transaction():
        _lock(connection, staff_id)
        connection.execute("DELETE FROM staff_team WHERE staff_id = %s", (staff_id,))
        _put_in_teams(connection, staff_id, teams)


def set_skills(connection: Connection, staff_id: str, skills: Iterable[str]) -> None:
    """Say exactly which skills somebody has. Raises NoSuchStaff."""
    with connection.transaction():
        _lock(connection, staff_id)
        connection.execute("DELETE FROM staff_skill WHERE staff_id = %s", (staff_id,))
        connection.cursor().executemany(
            "INSERT INTO staff_skill (staff_id, skill) VALUES (%s, %s)",
            [(staff_id, skill) for skill in sorted(set(skills))],
        )


def change(connection: Connection, staff_id: str, changes: Mapping[str, str | None]) -> None:
    """Change columns of somebody: name, role, addresses, language, issuer with subject.

    Raises NoSuchStaff, SubjectTaken.
    """
    columns = SQL(", ").join(SQL("{} = {}").format(Identifier(name), Placeholder(name)) for name in changes)
    statement = SQL("UPDATE staff SET {} WHERE id = {}").format(columns, Placeholder("staff_id"))
    try:
        with connection.transaction():
            if not connection.execute(statement, {**changes, "staff_id": staff_id}).rowcount:
                raise NoSuchStaff(staff_id)
            _remember(connection, staff_id, changes.get("issuer"), changes.get("subject"))
    except errors.UniqueViolation as taken:
        raise _taken(taken, staff_id, changes.get("subject")) from None


def _taken(violation: errors.UniqueViolation, staff_id: str, subject: str | None) -> TawasulError:
    """Which of what must be unique is taken: the subject, else the staff id."""
    return SubjectTaken(subject) if subject and violation.diag.constraint_name == _SUBJECTS else AlreadyStaff(staff_id)


def _remember(connection: Connection, staff_id: str, issuer: str | None, subject: str | None) -> None:
    """Put on record who a subject is, for ever. Raises SubjectTaken when it is or was somebody else."""
    if issuer and subject:
        known = connection.execute(_REMEMBER, {"issuer": issuer, "subject": subject, "staff_id": staff_id}).fetchone()
        if known and known["staff_id"] != staff_id:
            raise SubjectTaken(subject)


def set_active(connection: Connection, staff_id: str, active: bool) -> None:
    """Activate or deactivate a member of staff. Raises NoSuchStaff."""
    if not connection.execute("UPDATE staff SET active = %s WHERE id = %s", (active, staff_id)).rowcount:
        raise NoSuchStaff(staff_id)


def end_sessions(connection: Connection, staff_id: str, at: datetime) -> None:
    """Trust no session of somebody that began before an instant. Raises NoSuchStaff."""
    if not connection.execute("UPDATE staff SET sessions_since = %s WHERE id = %s", (at, staff_id)).rowcount:
        raise NoSuchStaff(staff_id)


def leave(connection: Connection, staff_id: str, at: datetime) -> list[str]:
    """Deactivate somebody and put the open cases they hold on the attention list; returns these. Raises NoSuchStaff."""
    with connection.transaction():
        set_active(connection, staff_id, False)
        left = connection.execute(_LEFT, {"id": staff_id, "at": at, "kind": AttentionKind.HOLDER_LEFT})
        return [row["reference"] for row in left]


def held_cases(connection: Connection, staff_id: str) -> list[str]:
    """The references of the undecided cases that somebody holds."""
    rows = connection.execute(_HELD, {"id": staff_id}).fetchall()
    return [row["reference"] for row in rows]


def _lock(connection: Connection, staff_id: str) -> None:
    if connection.execute("SELECT 1 FROM staff WHERE id = %s FOR UPDATE", (staff_id,)).fetchone() is None:
        raise NoSuchStaff(staff_id)


def _put_in_teams(connection: Connection, staff_id: str, teams: Iterable[str]) -> None:
    connection.cursor().executemany(
        "INSERT INTO staff_team (staff_id, team) VALUES (%s, %s)", [(staff_id, team) for team in sorted(set(teams))]
    )
