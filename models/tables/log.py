"""The log of heads: what waits, entries, checkpoints."""

from datetime import datetime

from sqlalchemy import BigInteger, Identity, UniqueConstraint
from sqlmodel import Field

from models.tables.base import KEY, RecordsTable


class LogGenerationTable(RecordsTable, table=True):
    """A transparency log; the newest grows. Another one begins when an older copy of the records was restored."""

    __tablename__ = "log_generation"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    reason: str
    began_by: str
    began_at: datetime


class LogWaitingTable(RecordsTable, table=True):
    """An event that has no place in the log yet, in the order of writing."""

    __tablename__ = "log_waiting"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigInteger, sa_column_args=(Identity(),))
    reference: str = Field(sa_type=KEY)
    seq: int
    hash: bytes


class LogEntryTable(RecordsTable, table=True):
    """The place of an event in the log. The entry of the Merkle tree is `hash`: that of the event in its chain."""

    __tablename__ = "log_entry"
    __table_args__ = (UniqueConstraint("generation", "reference", "seq"),)

    generation: int = Field(primary_key=True)
    index: int = Field(primary_key=True, sa_type=BigInteger)
    reference: str = Field(sa_type=KEY)
    seq: int
    hash: bytes


class LogCheckpointTable(RecordsTable, table=True):
    """A checkpoint of the log as it was signed; `frontier` is what the tree goes on with from there."""

    __tablename__ = "log_checkpoint"

    generation: int = Field(primary_key=True)
    size: int = Field(primary_key=True, sa_type=BigInteger)
    signed_at: datetime
    note: str
    frontier: bytes
