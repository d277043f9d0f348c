"""Other cases and faults that a case has to do with."""

from typing import Literal

from models.base import Wire
from models.case.events.beneficiary import Requested
from models.codes import Outcome


class Appealed(Requested):
    """The result was appealed. The appeal becomes the case `appeal`; `number` counts those against this case."""

    type: Literal["appealed"] = "appealed"
    number: int
    appeal: str
    text: str


class AppealOpened(Wire):
    """The case of an appeal against the result of this one is open, and with which team."""

    in_clear = True

    type: Literal["appeal_opened"] = "appeal_opened"
    appeal: str
    team: str | None = None


class AppealConcluded(Wire):
    """What came of an appeal against the result of this case; `over`: its case is closed."""

    in_clear = True

    type: Literal["appeal_concluded"] = "appeal_concluded"
    appeal: str
    outcome: Outcome
    over: bool = False


class SplitAsked(Wire):
    """A second matter is to become the case `second`; what the pack says of it comes as an event of its own."""

    type: Literal["split_asked"] = "split_asked"
    number: int
    second: str
    service: str
    section: str | None = None
    problem: str | None = None
    note: str


class SplitOff(Wire):
    """The case of the second matter is open, and with which team."""

    in_clear = True

    type: Literal["split_off"] = "split_off"
    second: str
    service: str
    team: str


class NotSplit(Wire):
    """No second case was opened: the pack does not know these codes."""

    type: Literal["not_split"] = "not_split"
    unknown: tuple[str, ...]


class FaultLinked(Wire):
    """The case is one of a fault."""

    in_clear = True

    type: Literal["fault_linked"] = "fault_linked"
    fault: str


class FaultKnown(Wire):
    """The fault of the case is known, which its beneficiary is told: once of each fault."""

    in_clear = True

    type: Literal["fault_known"] = "fault_known"
    fault: str


class FaultUnlinked(Wire):
    """Staff said that the case is not one of the fault."""

    type: Literal["fault_unlinked"] = "fault_unlinked"
    fault: str
    note: str | None = None
