"""Attached files."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field

from models.files.codes import FileStatus, Putter
from models.tables.base import KEY, RecordsTable, one_of


class AttachedFileTable(RecordsTable, table=True):
    """One attached file. Its bytes are in the store; erasing its case empties key and name."""

    __tablename__ = "attached_file"
    __table_args__ = (
        one_of("status", FileStatus),
        one_of("putter", Putter),
        UniqueConstraint("reference", "number"),
        Index(
            "attached_file_unsettled",
            "put_at",
            postgresql_where=text("status = 'wanted' OR status = 'waiting' OR wrapped_by IS NOT NULL"),
        ),
    )

    id: str = Field(primary_key=True, sa_type=KEY)
    reference: str = Field(sa_type=KEY)
    number: int
    """Within its case, from 1."""
    status: FileStatus
    kind: str
    """The code of the document that it is said to be."""
    type: str
    """The media type, by its content."""
    size: int = Field(sa_type=BigInteger)
    """Bytes before they were sealed."""
    stored: str = Field(sa_type=KEY)
    """The SHA-256 of the sealed bytes: their name in the store."""
    same: bytes
    """A keyed hash of the content, by which the same file of a case is known again."""
    key: bytes
    """The key of this file: wrapped by a wrapping key until its case is on record, then sealed with the case's key."""
    wrapped_by: str | None = None
    about: bytes
    """Its name, and the hash of its content, sealed with a key that follows from its own."""
    put_by: str
    putter: Putter
    put_at: datetime = Field(sa_column_kwargs={"server_default": text("now()")})
    tries: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    error: str | None = None
    """Of the last try to fetch or scan it: a code."""
    scanned_at: datetime | None = None
    finding: str | None = None
    """What the scanner called it."""
