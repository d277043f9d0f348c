"""Mails that tell one of staff of several cases at once, and what stands in each."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlmodel import Field

from models.codes import NoticeStatus
from models.tables.base import KEY, RecordsTable, one_of


class RoundupTable(RecordsTable, table=True):
    """One mail to one recipient. Which entries it has and what stands around them is fixed before its first try.

    It holds nothing of any person: that stands in its entries.
    """

    __tablename__ = "roundup"
    __table_args__ = (one_of("status", NoticeStatus),)

    key: str = Field(primary_key=True, sa_type=KEY)
    pack: str
    name: str
    recipient: str
    window_at: datetime
    """The time of the pack at which it was due."""
    subject: str
    opening: str
    closing: str
    status: NoticeStatus = NoticeStatus.PENDING
    attempts: int = 0
    tried_at: datetime | None = None
    sent_at: datetime | None = None
    error: str | None = None


class RoundupEntryTable(RecordsTable, table=True):
    """What one notice says to one recipient in a roundup; the text is sealed, and gone once it was sent."""

    __tablename__ = "roundup_entry"
    __table_args__ = (
        Index("roundup_entry_gathered", "roundup", "place"),
        Index("roundup_entry_waiting", "pack", "name", "recipient", postgresql_where=text("roundup IS NULL")),
    )

    notice: str = Field(primary_key=True, sa_type=KEY)
    recipient: str = Field(primary_key=True)
    reference: str = Field(sa_type=KEY)
    pack: str
    name: str
    language: str
    body: bytes
    due_at: datetime | None = None
    put_at: datetime
    roundup: str | None = Field(default=None, sa_type=KEY, sa_column_args=(ForeignKey("roundup.key"),))
    place: int | None = None
