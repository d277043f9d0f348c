"""Faults and their events."""

from sqlalchemy import Index, text
from sqlmodel import Field

from models.codes import FaultStage
from models.faults.row import FaultRow
from models.tables.base import KEY, ChainedEvent, RecordsTable, one_of

_TAKES_CASES = text("stage <> 'closed' AND stage <> 'mended'")
"""The condition of a fault that takes new cases, as `activities.faults.taking` has it."""


class FaultTable(FaultRow, RecordsTable, table=True):  # type: ignore[misc]  # as of `CaseTable`
    """The projection of each fault after its last event, and the head of its chain."""

    __tablename__ = "fault"
    __table_args__ = (
        one_of("stage", FaultStage),
        Index("fault_taking", "pack", "error_code", unique=True, postgresql_where=_TAKES_CASES),
    )

    reference: str = Field(primary_key=True, sa_type=KEY)
    head: bytes


class FaultEventTable(ChainedEvent, table=True):
    """What happened to a fault, chained and sealed as the events of cases are."""

    __tablename__ = "fault_event"

    reference: str = Field(primary_key=True, sa_type=KEY, foreign_key="fault.reference")
