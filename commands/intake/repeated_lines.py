"""Lines of one file that are about the same case: the first is sent, and the others say what they say beside it."""

from dataclasses import dataclass, field
from typing import NamedTuple

from commands.common.words.language import _
from commands.intake.import_result import ImportResult
from errors import Refused
from models.case.commands import Import
from models.codes import RefusalCode
from models.intake.request import Request
from workflows.case.importing import import_fingerprint


class _First(NamedTuple):
    number: int
    fingerprint: str


@dataclass(frozen=True)
class RepeatedLines:
    """Remembers which line was the first about each case."""

    _first: dict[str, _First] = field(default_factory=dict)

    def result(self, number: int, request: Request, command: Import) -> ImportResult | None:
        """The result of a line about a case that an earlier one is about; none of the first. To be asked in order."""
        fingerprint = import_fingerprint(command)
        first = self._first.setdefault(request.reference, _First(number, fingerprint))
        if first.number == number:
            return None
        if first.fingerprint == fingerprint:
            return ImportResult(number, request.id, None, reference=request.reference, repeats=first.number)
        detail = _("line {number} says otherwise of the same request", number=first.number)
        return ImportResult(number, request.id, Refused(RefusalCode.CONFLICT, detail))
