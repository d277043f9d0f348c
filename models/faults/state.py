"""State of a fault, computed from its events alone."""

from datetime import datetime
from typing import NamedTuple

from pydantic import Field

from models.base import Wire
from models.case.actor import Actor
from models.case.clock import Clock
from models.case.state import Notice
from models.codes import TAKES_CASES, ClockKind, FaultStage
from models.faults.events import FaultMended
from models.faults.policy import FaultPolicy


class FaultReceipt(Wire):
    """The answer to an accepted command; codes only."""

    in_clear = True

    reference: str
    seq: int
    stage: FaultStage
    owner: str | None = None
    due: datetime | None = None


class Tell(NamedTuple):
    """An action of a rung whose people have still to be found."""

    clock: ClockKind
    rung: str
    place: int


class FaultState(Wire):
    """Everything the decider needs. `seq` is the number of the last event; 0: it was not opened."""

    reference: str
    seq: int = 0
    last_at: datetime | None = None
    stage: FaultStage = FaultStage.OPEN
    policy: FaultPolicy | None = None
    error_code: str = ""
    title: str = ""
    since: datetime | None = None
    opened_at: datetime | None = None
    by_rate: bool = False
    owner: Actor | None = None
    known_at: datetime | None = None
    mended_at: datetime | None = None
    closed_at: datetime | None = None
    answer: FaultMended | None = None
    clocks: dict[ClockKind, Clock] = Field(default_factory=dict)
    rungs: int = 0
    pending: tuple[Tell, ...] = ()
    outbox: tuple[Notice, ...] = ()
    answers: dict[str, FaultReceipt] = Field(default_factory=dict)
    """The receipts already given, by the id of their command."""

    @property
    def rules(self) -> FaultPolicy:
        """The policy of an opened fault."""
        if self.policy is None:
            raise LookupError(f"fault {self.reference} is not opened yet")
        return self.policy

    @property
    def takes_cases(self) -> bool:
        """Whether new cases with its error code are linked to it."""
        return self.seq > 0 and self.stage in TAKES_CASES

    @property
    def due(self) -> datetime | None:
        """When it is to be known, or mended; none when neither is awaited."""
        for kind in (ClockKind.FIRST_RESPONSE, ClockKind.RESOLUTION):
            clock = self.clocks.get(kind)
            if clock and clock.running:
                return clock.due(self.rules.working_calendar)
        return None

    def receipt(self) -> FaultReceipt:
        """The receipt of the fault as it stands."""
        owner = self.owner.id if self.owner else None
        return FaultReceipt(reference=self.reference, seq=self.seq, stage=self.stage, owner=owner, due=self.due)
