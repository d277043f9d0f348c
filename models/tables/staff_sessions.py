"""Sessions of staff in a browser, and how they begin."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from models.codes import EntryKind
from models.tables.base import KEY, RecordsTable, one_of


class StaffSessionTable(RecordsTable, table=True):
    """The time in which one browser may act for a member of staff."""

    __tablename__ = "staff_session"
    __table_args__ = (Index("staff_session_open", "staff", postgresql_where=text("ended_at IS NULL")),)

    digest: bytes = Field(primary_key=True)
    """Of the token that the browser has."""
    staff: str = Field(sa_type=KEY)
    kid: str
    """The id of the key that signs what is said in it."""
    sealed: bytes | None = None
    """The key and what binds it to the person, sealed by the token; none after its end."""
    opened_at: datetime = Field(sa_column_kwargs={"server_default": text("now()")})
    seen_at: datetime = Field(sa_column_kwargs={"server_default": text("now()")})
    until: datetime
    ended_at: datetime | None = None


class StaffEntryTable(RecordsTable, table=True):
    """A login under way at the provider, or a link that opens the workspace once. Whoever takes it removes it."""

    __tablename__ = "staff_entry"
    __table_args__ = (one_of("kind", EntryKind), Index("staff_entry_until", "until"))

    digest: bytes = Field(primary_key=True)
    kind: EntryKind
    sealed: bytes
    made_at: datetime = Field(sa_column_kwargs={"server_default": text("now()")})
    until: datetime


class StaffDraftTable(RecordsTable, table=True):
    """What somebody has typed of a command to a case and not given yet."""

    __tablename__ = "staff_draft"

    staff: str = Field(primary_key=True, sa_type=KEY)
    reference: str = Field(primary_key=True, sa_type=KEY)
    kind: str = Field(primary_key=True)
    sealed: bytes
    """With the key of the case."""
    saved_at: datetime = Field(sa_column_kwargs={"server_default": text("now()")})
