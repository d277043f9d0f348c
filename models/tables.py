"""The records as SQLModel tables. Indexes, rules and grants are in `migrations`; a test holds the two together.

Personal data are in `request` (the request as received), `notice` (addressee and text), `staff`, and in the bodies of
events where somebody wrote a text; nowhere else.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, String, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

from models.case.row import CaseRow


class Instant(DateTime):
    """`timestamptz`: instants are aware."""

    cache_ok = True

    def __init__(self) -> None:
        super().__init__(timezone=True)


class Codes(ARRAY[str]):
    """`varchar[]`."""

    cache_ok = True

    def __init__(self) -> None:
        super().__init__(String)


class CaseTable(SQLModel, table=True):
    """The projection of each case after its last event (`models.case.row.CaseRow`), and the head of its chain."""

    __tablename__ = "case_row"

    reference: str = Field(primary_key=True)
    seq: int
    fingerprint: str
    pack: str
    service: str
    problem: str
    channel: str
    applicant_type: str
    stage: str
    status: str
    outcome: str | None
    team: str | None
    assignee: str | None
    priority: str
    submitted_at: datetime = Field(sa_type=Instant)
    opened_at: datetime = Field(sa_type=Instant)
    updated_at: datetime = Field(sa_type=Instant)
    due_at: datetime | None = Field(sa_type=Instant)
    answer_due_at: datetime | None = Field(sa_type=Instant)
    first_response_due_at: datetime | None = Field(sa_type=Instant)
    first_responded_at: datetime | None = Field(sa_type=Instant)
    at_risk_at: datetime | None = Field(sa_type=Instant)
    paused: bool
    breached: bool
    next_rung: str | None
    next_rung_at: datetime | None = Field(sa_type=Instant)
    escalation: int
    rounds: int
    reopens: int
    resolved_at: datetime | None = Field(sa_type=Instant)
    closed_at: datetime | None = Field(sa_type=Instant)
    in_time: bool | None
    rating: int | None
    into: str | None
    notices_waiting: int
    step_teams: list[str] = Field(sa_type=Codes)
    policy: str
    head: bytes
    """Hash of the last event: the end of the chain."""


class EventTable(SQLModel, table=True):
    """What happened, append-only. `body` is the event's JSON as it was hashed; the columns before it are taken from it.

    `hash` is sha256(hash of the event before, or the reference's bytes for the first; then `body`).
    """

    __tablename__ = "case_event"

    reference: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant)
    type: str
    actor: str
    role: str
    command_id: str | None
    body: bytes
    hash: bytes


class RequestTable(SQLModel, table=True):
    """A request as received, with the receipt it got, and by which persons it is found."""

    __tablename__ = "request"

    reference: str = Field(primary_key=True, foreign_key="case_row.reference")
    run_id: str
    """The workflow run that recorded it: when that run prepares the case again, the case is not known from before."""
    source: str
    source_id: str
    fingerprint: str
    received: dict[str, Any] = Field(sa_type=JSONB)
    receipt: dict[str, Any] | None = Field(sa_type=JSONB)
    applicant_key: str
    """Keyed hashes of numbers, see `models.intake.person_hash`."""
    concerned_key: str
    error_code: str | None
    received_at: datetime = Field(sa_type=Instant)


class PolicyTable(SQLModel, table=True):
    """The slices cases were opened under, each once; `digest` is the hash of `slice`."""

    __tablename__ = "policy"

    digest: str = Field(primary_key=True)
    slice: str = Field(sa_type=Text)


class CalendarChangeTable(SQLModel, table=True):
    """Closures announced, moved or taken back since the packs were written."""

    __tablename__ = "calendar_change"

    calendar: str = Field(primary_key=True)
    version: str = Field(primary_key=True)
    change: dict[str, Any] = Field(sa_type=JSONB)
    why: str
    announced_by: str
    at: datetime = Field(sa_type=Instant)


class StaffTable(SQLModel, table=True):
    """Who works here, and in which role."""

    __tablename__ = "staff"

    id: str = Field(primary_key=True)
    name: str
    role: str
    email: str | None
    mobile: str | None
    language: str
    active: bool


class StaffTeamTable(SQLModel, table=True):
    """Who belongs to which team."""

    __tablename__ = "staff_team"

    staff_id: str = Field(primary_key=True, foreign_key="staff.id")
    team: str = Field(primary_key=True)


class AbsenceTable(SQLModel, table=True):
    """Who is away from `since` until before `until`, and who stands in."""

    __tablename__ = "absence"

    id: int | None = Field(default=None, primary_key=True)
    staff_id: str = Field(foreign_key="staff.id")
    since: datetime = Field(sa_type=Instant)
    until: datetime = Field(sa_type=Instant)
    substitute: str | None = Field(foreign_key="staff.id")


class NoticeTable(SQLModel, table=True):
    """A message to somebody. Recipients, subject and body are fixed at the first try and never change after."""

    __tablename__ = "notice"

    key: str = Field(primary_key=True)
    reference: str
    seq: int
    audience: str
    channel: str
    template: str
    recipients: list[str] = Field(sa_type=JSONB)
    subject: str
    body: bytes
    status: str = "pending"
    """`pending`, `sent` or `failed`."""
    attempts: int = 0
    created_at: datetime = Field(sa_type=Instant)
    sent_at: datetime | None = Field(default=None, sa_type=Instant)
    error: str | None = None


class AttentionTable(SQLModel, table=True):
    """What staff must see because the system cannot mend it: `notice_failed`, `records_diverged`, …, each once."""

    __tablename__ = "attention"

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    reference: str
    about: str
    """What of the case: a notice's key, an event's number."""
    at: datetime = Field(sa_type=Instant)
    handled_at: datetime | None = Field(default=None, sa_type=Instant)
    handled_by: str | None = None


CASE_COLUMNS = tuple(CaseRow.model_fields)
"""The columns of `case_row` that make a `CaseRow`; only `head` is more."""
