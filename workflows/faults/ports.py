"""The ports of a fault: the messages it takes, and what it asks of the activities."""

from datetime import datetime
from enum import StrEnum

from models.base import Wire
from models.faults.events import FaultEvent
from models.faults.policy import FaultPolicy
from models.faults.row import FaultRow

FAULT_WORKFLOW = "FaultWorkflow"
"""The type of the workflow of a fault."""
FAULT_APPLY = "apply"
"""The update by which a fault takes a command."""


class FaultActivity(StrEnum):
    """The names of the activities: idempotent work in the records."""

    READ = "read_fault"
    TERMS = "find_fault_terms"
    RECORD = "record_fault"
    UNTOLD = "find_untold_cases"


class ReadFault(Wire):
    """Asks for what is on record of a fault."""

    reference: str


class FaultOnRecord(Wire):
    """The events on record of a fault; none of one that is not."""

    events: tuple[FaultEvent, ...] = ()


class FindFaultTerms(Wire):
    """Asks what a pack says of faults."""

    pack: str
    at: datetime


class FaultTermsFound(Wire):
    """The terms of the pack; none of one that has no faults, or is none."""

    policy: FaultPolicy | None = None


class RecordFault(Wire):
    """Events of a fault to append, in order, and the row after the last of them."""

    reference: str
    events: tuple[FaultEvent, ...]
    row: FaultRow


class FaultRecorded(Wire):
    """The number of the last event on record."""

    head: int


class FindUntold(Wire):
    """Asks for cases that are to be linked to a fault, or told that it is known, in the order of their references."""

    reference: str
    pack: str
    error_code: str
    since: datetime
    known: bool
    """Whether its cases are to be told that it is known."""
    after: str = ""


class UntoldCases(Wire):
    """Their references; none after the last."""

    references: tuple[str, ...] = ()
