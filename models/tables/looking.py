"""Who looked at what, and what is kept, erased or anonymised."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from models.codes import DataKind, Disposal, Verb
from models.tables.base import KEY, RecordsTable, one_of


class ViewTable(RecordsTable, table=True):
    """Who looked at what, why and when; a row for each case that was opened, and for each list. Append-only."""

    __tablename__ = "view"
    __table_args__ = (
        one_of("verb", Verb),
        CheckConstraint("until IS NULL OR until > at AND reference IS NOT NULL AND why IS NOT NULL"),
        Index("view_at", "at"),
        Index("view_by", "by", "at"),
        Index("view_case", "reference", "at"),
        Index("view_break_glass", "by", "reference", "until", postgresql_where=text("until IS NOT NULL")),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigInteger, sa_column_args=(Identity(always=True),))
    at: datetime = Field(sa_column_kwargs={"server_default": text("now()")})
    by: str
    role: str
    stands_in_for: str | None = None
    verb: Verb
    reference: str | None = Field(default=None, sa_type=KEY)
    about: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB, sa_column_kwargs={"server_default": "{}"})
    """By what cases were looked for; a person by the keyed hashes of the number."""
    cases: int
    """How many cases were shown; none by a look that was not allowed."""
    numbers: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    """Whether numbers and addresses were shown in full."""
    why: str | None = None
    break_glass: int | None = Field(default=None, sa_type=BigInteger, foreign_key="view.id")
    """The row of the break-glass by which the case was open."""
    until: datetime | None = None
    """Of a break-glass: the end of it."""


class HoldTable(RecordsTable, table=True):
    """A reason to keep a case beyond its term, as a court's; in force until somebody ends it."""

    __tablename__ = "hold"
    __table_args__ = (
        CheckConstraint(
            "(released_at IS NULL) = (released_by IS NULL) AND (released_at IS NULL) = (released_why IS NULL)"
        ),
        Index("hold_in_force", "reference", postgresql_where=text("released_at IS NULL")),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigInteger, sa_column_args=(Identity(always=True),))
    reference: str = Field(foreign_key="case_row.reference", sa_type=KEY)
    why: str
    placed_by: str
    placed_at: datetime = Field(sa_column_kwargs={"server_default": text("now()")})
    released_by: str | None = None
    released_at: datetime | None = None
    released_why: str | None = None


class DisposalTable(RecordsTable, table=True):
    """What was erased or anonymised of a case: when, by whom, and by the rule of which pack. Append-only."""

    __tablename__ = "disposal"
    __table_args__ = (one_of("kind", DataKind), one_of("disposal", Disposal))

    reference: str = Field(primary_key=True, foreign_key="case_row.reference", sa_type=KEY)
    kind: DataKind = Field(primary_key=True, sa_type=String)
    disposal: Disposal = Field(primary_key=True, sa_type=String)
    at: datetime = Field(sa_column_kwargs={"server_default": text("now()")})
    by: str
    role: str
    pack: str
    version: str
    """The pack whose rule it was, as it was then."""
