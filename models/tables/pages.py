"""The pages for beneficiaries: one-time codes, every try of one, and the sessions that they open."""

from datetime import datetime

from sqlalchemy import BigInteger, Identity, Index, text
from sqlmodel import Field

from models.codes import Channel, CodeOutcome, VisitorKind
from models.tables.base import KEY, RecordsTable, one_of


class OneTimeCodeTable(RecordsTable, table=True):
    """A one-time code as it is kept: nobody makes the code from it."""

    __tablename__ = "one_time_code"
    __table_args__ = (Index("one_time_code_of_case", "reference", "made_at"),)

    sending: str = Field(primary_key=True, sa_type=KEY)
    """The run for which it was made."""
    reference: str = Field(sa_type=KEY)
    hash: bytes
    """Keyed, see `models.one_time_codes.code`."""
    made_at: datetime = Field(sa_column_kwargs={"server_default": text("now()")})
    until: datetime
    tries: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    used_at: datetime | None = None
    last_sending: str
    """The run that sent it last."""
    sent: int
    """How often it was sent."""
    sent_at: datetime = Field(sa_column_kwargs={"server_default": text("now()")})
    channel: Channel | None = None
    error: str | None = None


class OneTimeTryTable(RecordsTable, table=True):
    """A code that somebody typed for a reference, whether or not there is such a case. Append-only."""

    __tablename__ = "one_time_try"
    __table_args__ = (one_of("outcome", CodeOutcome), Index("one_time_try_of_case", "reference", "at"))

    id: int | None = Field(default=None, primary_key=True, sa_type=BigInteger, sa_column_args=(Identity(always=True),))
    reference: str = Field(sa_type=KEY)
    at: datetime = Field(sa_column_kwargs={"server_default": text("now()")})
    outcome: CodeOutcome
    sending: str | None = None


class PageSessionTable(RecordsTable, table=True):
    """The time in which one browser may see what it is about; written by functions only."""

    __tablename__ = "page_session"
    __table_args__ = (
        one_of("kind", VisitorKind),
        Index("page_session_open", "about", postgresql_where=text("ended_at IS NULL")),
    )

    digest: bytes = Field(primary_key=True)
    """Of the token that the browser has."""
    kind: VisitorKind
    about: str = Field(sa_type=KEY)
    """Of a beneficiary: the reference of the case."""
    opened_at: datetime = Field(sa_column_kwargs={"server_default": text("now()")})
    until: datetime
    ended_at: datetime | None = None
    sending: str | None = None
