"""Notices to beneficiaries and staff, and what somebody has to see to."""

from datetime import datetime

from sqlalchemy import Identity, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from models.codes import NoticeStatus
from models.tables.base import KEY, RecordsTable, one_of


class NoticeTable(RecordsTable, table=True):
    """A message to somebody. Recipients, subject and body are fixed at the first try and never change after."""

    __tablename__ = "notice"
    __table_args__ = (
        one_of("status", NoticeStatus),
        Index("notice_case", "reference", "seq"),
        Index("notice_unsent", "created_at", postgresql_where=text(f"status <> '{NoticeStatus.SENT}'")),
        Index("notice_sent", "channel", "sent_at", postgresql_where=text(f"status = '{NoticeStatus.SENT}'")),
    )

    key: str = Field(primary_key=True, sa_type=KEY)
    reference: str = Field(sa_type=KEY)
    seq: int
    audience: str
    channel: str
    template: str
    recipients: list[str] = Field(sa_type=JSONB)
    outcomes: dict[str, str] = Field(default_factory=dict, sa_type=JSONB, sa_column_kwargs={"server_default": "{}"})
    """Of a mail to several people: what became of each that has an outcome, so that a later try goes to the rest."""
    subject: str
    body: bytes
    status: NoticeStatus = NoticeStatus.PENDING
    attempts: int = 0
    created_at: datetime
    sent_at: datetime | None = None
    error: str | None = None


class AttentionTable(RecordsTable, table=True):
    """What staff must see because the system cannot mend it: `notice_failed`, `records_diverged`, …, each once."""

    __tablename__ = "attention"
    __table_args__ = (
        UniqueConstraint("kind", "reference", "about"),
        Index("attention_waiting", "at", postgresql_where=text("handled_at IS NULL")),
    )

    id: int | None = Field(default=None, primary_key=True, sa_column_args=(Identity(),))
    kind: str
    reference: str = Field(sa_type=KEY)
    about: str
    """What of the case: a notice's key, an event's number."""
    at: datetime
    handled_at: datetime | None = None
    handled_by: str | None = None
