"""Staff: teams, skills, absences, who was given what."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from models.codes import STAFF_ROLES, Role
from models.tables.base import KEY, RecordsTable, one_of


class StaffTable(RecordsTable, table=True):
    """Who works here, and in which role."""

    __tablename__ = "staff"
    __table_args__ = (one_of("role", STAFF_ROLES), Index("staff_subject", "issuer", "subject", unique=True))

    id: str = Field(primary_key=True)
    name: str
    role: Role
    email: str | None
    mobile: str | None
    language: str
    active: bool
    issuer: str | None = None
    """Who says that somebody is they, and by which name; none: the local issuer, by the staff id."""
    subject: str | None = None
    sessions_since: datetime | None = None
    """Sessions that began before are revoked."""


class StaffTeamTable(RecordsTable, table=True):
    """Who belongs to which team."""

    __tablename__ = "staff_team"
    __table_args__ = (Index("staff_team_team", "team"),)

    staff_id: str = Field(primary_key=True, foreign_key="staff.id")
    team: str = Field(primary_key=True)


class StaffSkillTable(RecordsTable, table=True):
    """Who has which skill that cases may need."""

    __tablename__ = "staff_skill"

    staff_id: str = Field(primary_key=True, foreign_key="staff.id")
    skill: str = Field(primary_key=True)


class ShareTable(RecordsTable, table=True):
    """To whom a case was given by the rule of its team, each time that it was to be: `since` is the event that said so.

    It counts as held by `holder` until the row of the case has a holder, or is to be given no more.
    """

    __tablename__ = "share"
    __table_args__ = (
        Index("share_turn", "staff_id", "pack", "team", "number"),
        Index("share_recent", "staff_id", "pack", "team", "at"),
    )

    reference: str = Field(primary_key=True, sa_type=KEY, foreign_key="case_row.reference")
    since: int = Field(primary_key=True)
    pack: str
    team: str
    staff_id: str = Field(foreign_key="staff.id")
    """Who does it."""
    holder: str = Field(foreign_key="staff.id")
    """Whose it is: of what a substitute does, the person who is away."""
    number: int = Field(sa_type=BigInteger, sa_column_args=(Identity(),))
    """Grows with each case that is given to somebody."""
    at: datetime
    answer: dict[str, Any] = Field(sa_type=JSONB)
    """What the case was answered: a retry gets the same."""


class AbsenceTable(RecordsTable, table=True):
    """Who is away from `since` until before `until`, and who stands in."""

    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("until > since"),
        CheckConstraint("substitute <> staff_id"),
        Index("absence_staff", "staff_id", "until"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_column_args=(Identity(),))
    staff_id: str = Field(foreign_key="staff.id")
    since: datetime
    until: datetime
    substitute: str | None = Field(foreign_key="staff.id")
