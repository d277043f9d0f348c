"""Official letters, the series in which they are numbered, and the forms by which they are made."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from models.codes import Outcome
from models.tables.base import KEY, RecordsTable


class LetterFormTable(RecordsTable, table=True):
    """How letters of a pack are made at one time, by its digest: template, texts, how dates are written."""

    __tablename__ = "letter_form"

    digest: str = Field(primary_key=True, sa_type=KEY)
    content: str


class LetterSeriesTable(RecordsTable, table=True):
    """The last number of each pack and year; written by `number_letter` only."""

    __tablename__ = "letter_series"

    pack: str = Field(primary_key=True, sa_type=KEY)
    year: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    last: int


class LetterTable(RecordsTable, table=True):
    """The letter on one decision. It is numbered once, and its document kept once; erasing its case empties that."""

    __tablename__ = "letter"
    __table_args__ = (UniqueConstraint("pack", "year", "number"), UniqueConstraint("code_hash"))

    reference: str = Field(primary_key=True, sa_type=KEY)
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    """The event of the decision."""
    pack: str = Field(sa_type=KEY)
    year: int
    number: int
    written: str
    """The number as it is written."""
    form: str = Field(sa_type=KEY, foreign_key="letter_form.digest")
    code_hash: bytes
    """By which it is found; whoever reads the records makes no code from it."""
    code: bytes
    """The code, sealed with the key of its case; empty once that was erased."""
    issued_at: datetime
    """The instant of the decision."""
    service: str
    outcome: Outcome
    sha256: bytes | None = None
    """Of the document."""
    document: bytes | None = None
    """The PDF, sealed with the key of its case; empty once that was erased."""
    signature: str | None = None
    signed_by: str | None = None
    made_at: datetime | None = None
