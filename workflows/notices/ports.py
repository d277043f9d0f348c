"""The ports of a first try of several notices together: what a case asks of the activity, and what it answers."""

from typing import Final, Self

from models.base import Wire
from models.case.state import CaseState, Notice
from workflows.ports import Delivered, DeliverNotice

DELIVER_TOGETHER: Final = "deliver_together"
"""The name of the activity."""


class DeliverTogether(Wire):
    """Asks for one try of each of some notices: only a case does, so one that nobody sealed is no order."""

    only_sealed = True

    reference: str
    service: str
    pack: str
    language: str
    notices: tuple[Notice, ...]

    @classmethod
    def of(cls, state: CaseState, notices: tuple[Notice, ...]) -> Self:
        """The order for notices of a case."""
        policy = state.rules
        return cls(
            reference=state.reference,
            service=policy.service,
            pack=policy.pack,
            language=state.language,
            notices=notices,
        )

    def each(self) -> tuple[DeliverNotice, ...]:
        """The order for each of them by itself."""
        shared = {"reference": self.reference, "service": self.service, "pack": self.pack, "language": self.language}
        return tuple(DeliverNotice(**shared, notice=notice) for notice in self.notices)


class DeliveredTogether(Wire):
    """The receipts of those that were delivered; the others are tried by themselves."""

    receipts: tuple[Delivered, ...] = ()
