"""What became of each of several cases, or would become; and how this service reaches them."""

from dataclasses import dataclass
from datetime import timedelta

from activities.records.database import Connection
from client.cases import WAIT
from client.signed import By
from commands.batch.dry_run import foreseen
from commands.batch.result import BatchResult
from commands.common.words.labels import STAGE
from commands.common.words.language import _
from errors import Queued, TawasulError
from models.case.answers import Receipt
from models.case.commands import AnyCommand
from web.backend import Backend
from web.cases.giving import give
from web.pages.staff.acting.refusals import refusal_said


@dataclass(frozen=True)
class CaseAnswer:
    """What became of a case, or would become."""

    reference: str
    said: str
    tone: str


class ByBackend:
    """The cases, as this service reaches them."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    async def apply(self, reference: str, command: AnyCommand, by: By, wait: timedelta = WAIT) -> Receipt | Queued:
        """Give a command. Raises TawasulError."""
        return await give(self._backend, reference, command, by)

    async def start_for_appeal(
        self, reference: str, command: AnyCommand, by: By, wait: timedelta = WAIT
    ) -> Receipt | Queued:
        """The same: `give` has seen to it. Raises TawasulError."""
        return await give(self._backend, reference, command, by)


def would_become(records: Connection, reference: str, command: AnyCommand) -> CaseAnswer:
    """What would become of a case. Nothing is sent."""
    result = foreseen(records, reference, (command,)).result
    if isinstance(result.answer, Receipt):
        return CaseAnswer(reference, _("would be taken, then {stage}", stage=_(STAGE[result.answer.stage])), "good")
    return became(result)


def became(result: BatchResult) -> CaseAnswer:
    """What became of a case."""
    match result.answer:
        case TawasulError() if result.already:
            return CaseAnswer(result.reference, _("yours already"), "good")
        case TawasulError() as error:
            return CaseAnswer(result.reference, refusal_said(error), "bad")
        case Queued():
            return CaseAnswer(result.reference, _("stored for a worker"), "soon")
        case receipt:
            return CaseAnswer(result.reference, _("done, now {stage}", stage=_(STAGE[receipt.stage])), "good")
