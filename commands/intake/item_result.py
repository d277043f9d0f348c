"""The result of one submitted item, as a line for people and as data for programs."""

import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from commands.common import terminal
from commands.common.words.advice import ExitCode, exit_code
from commands.common.words.documents import still_asked
from commands.common.words.labels import EFFECT
from commands.common.words.language import N_, _, translated
from commands.common.words.pack_titles import team_name
from commands.common.words.titles import and_shown_status, status_title, zone_of
from commands.intake.sending_again import send_again
from errors import Queued, Refused, TawasulError
from models.case.answers import Receipt
from models.case.style import CaseStyle
from models.codes import Effect


@dataclass(frozen=True, slots=True)
class ItemResult:
    """The answer to one item of the input: a receipt, or the error; `problems` say what is wrong with its fields."""

    number: int
    id: str | None
    answer: Receipt | Queued | TawasulError
    problems: tuple[dict[str, str], ...] = ()
    style: CaseStyle | None = None
    """How the cases of its channel are told."""

    @property
    def early(self) -> bool:
        """Whether the same is taken later as it is."""
        return isinstance(self.answer, Refused) and self.answer.retryable

    @property
    def code(self) -> ExitCode:
        """The exit code this item alone would give."""
        if isinstance(self.answer, TawasulError):
            return exit_code(self.answer)
        return ExitCode.QUEUED if isinstance(self.answer, Queued) else ExitCode.DONE


def print_result(result: ItemResult, *, as_json: bool) -> None:
    """Print a result as one line, or as one line of JSON."""
    if as_json:
        terminal.as_json({"item": result.number, "id": result.id, **_data(result)}, indent=None)
    else:
        terminal.line(*_line(result))


def print_summary(codes: Mapping[int, ExitCode], early: Collection[int] = ()) -> None:
    """Print on stderr how many items were taken, and the numbers of those that were not, from their exit codes.

    `early`: those that are taken later as they are.
    """
    refused = [number for number, code in codes.items() if code not in (ExitCode.DONE, ExitCode.QUEUED)]
    wrong = [number for number in refused if number not in early]
    again = send_again(N_("item"), wrong, [number for number in refused if number in early])
    terminal.line(
        _("{count} of {count_2} taken", count=len(codes) - len(refused), count_2=len(codes)), again, to=sys.stderr
    )


def _data(result: ItemResult) -> dict[str, Any]:
    match result.answer:
        case TawasulError(code=code, detail=detail):
            error: dict[str, Any] = {"code": code, "detail": detail}
            return {"error": {**error, "problems": list(result.problems)} if result.problems else error}
        case Queued(reference=reference, command_id=command_id):
            return {"reference": reference, "queued": True, "command_id": command_id}
        case receipt:
            return receipt.model_dump(mode="json")


def _line(result: ItemResult) -> list[terminal.Piece]:
    match result.answer:
        case TawasulError(code=code, detail=detail):
            name = f" ({result.id})" if result.id else ""
            return [
                terminal.bad(_("item {number}{name} refused", number=result.number, name=name)),
                f": {code}: {translated(detail)}",
            ]
        case Queued(reference=reference):
            later = _(": stored; the first stage runs when a worker is back")
            return [terminal.bold(reference), f"  {(result.id or '').ljust(8)}  ", terminal.warning(_("queued")), later]
        case receipt:
            return _receipt_line(result.id or "", receipt, result.style)


def _receipt_line(identity: str, receipt: Receipt, style: CaseStyle | None) -> list[terminal.Piece]:
    """Reference, status, effect and due instant; last the status as beneficiaries know it."""
    status = status_title(receipt.status, style)
    effect = _(EFFECT[Effect(receipt.effect)]) if receipt.effect else ""
    if receipt.team and receipt.effect == Effect.ROUTE:
        effect += _(" to {team}", team=team_name(receipt.team))
    pieces: list[terminal.Piece] = [
        terminal.bold(receipt.reference),
        f"  {identity.ljust(8)}  {terminal.padded(status, 22)}  {terminal.padded(effect, 30)}",
    ]
    if receipt.due:
        left = terminal.time_left(receipt.due, datetime.now(UTC))
        pieces += [_("  due {at}, ", at=terminal.moment(receipt.due, zone_of(style))), left]
    return [*pieces, *still_asked(receipt.asked, style), f"  {and_shown_status(receipt.status, style)}"]
