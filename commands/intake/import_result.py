"""The result of one imported line, as a line for people and as data for programs."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from commands.common import terminal
from commands.common.words.advice import ExitCode, exit_code
from commands.common.words.language import N_, _, listed, translated
from commands.common.words.titles import shown_status, stage_title, zone_of
from commands.intake.sending_again import send_again
from errors import Queued, Refused, TawasulError
from models.case.answers import Receipt
from models.case.state import CaseState
from models.case.style import CaseStyle
from models.codes import ClockKind

BY_WEIGHT = (ExitCode.WRONG_USAGE, ExitCode.NOT_ALLOWED, ExitCode.REFUSED, ExitCode.QUEUED)
"""Which exit code counts when lines end differently."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of a line: a receipt, that it waits for a worker, or why it was refused.

    `already`: the case was on record before. `would`: the case as a dry run found that it would stand. `style`: how the
    case is presented. `repeats`: the number of the line that says the same; this one was not sent.
    """

    number: int
    id: str | None
    answer: Receipt | Queued | TawasulError | None
    reference: str = ""
    already: bool = False
    would: CaseState | None = None
    style: CaseStyle | None = None
    repeats: int | None = None

    @property
    def early(self) -> bool:
        """Whether the same is imported later as it is."""
        return isinstance(self.answer, Refused) and self.answer.retryable

    @property
    def code(self) -> ExitCode:
        """The exit code this line alone would give."""
        if isinstance(self.answer, TawasulError):
            return exit_code(self.answer)
        return ExitCode.QUEUED if isinstance(self.answer, Queued) else ExitCode.DONE


def worst(results: Iterable[ImportResult]) -> ExitCode:
    """The exit code of all lines together."""
    codes = {result.code for result in results}
    return next((code for code in BY_WEIGHT if code in codes), ExitCode.DONE)


def print_import(result: ImportResult, *, as_json: bool) -> None:
    """Print a result as one line, or as one line of JSON."""
    if as_json:
        terminal.as_json({"item": result.number, "id": result.id, **_data(result)}, indent=None)
    else:
        terminal.line(*_line(result))


def print_import_summary(results: Sequence[ImportResult], *, dry_run: bool) -> None:
    """Print on stderr how many lines were taken, and the numbers of those that were not."""
    refused = [each for each in results if isinstance(each.answer, TawasulError)]
    wrong = [each.number for each in refused if not each.early]
    again = send_again(N_("line"), wrong, [each.number for each in refused if each.early])
    already = sum(each.already for each in results)
    repeated = sum(each.repeats is not None for each in results)
    twice = _(", {repeated} the same as an earlier line", repeated=repeated) if repeated else ""
    taken = len(results) - len(refused) - already - repeated
    verb = _("would be imported") if dry_run else _("imported")
    terminal.line(
        _(
            "{taken} of {count} {verb}, {already} on record already",
            taken=taken,
            count=len(results),
            verb=verb,
            already=already,
        ),
        twice,
        again,
        to=sys.stderr,
    )


def _data(result: ImportResult) -> dict[str, Any]:
    match result.answer:
        case TawasulError(code=code, detail=detail):
            return {"error": {"code": code, "detail": detail}}
        case Queued(reference=reference, command_id=command_id):
            return {"reference": reference, "queued": True, "command_id": command_id}
        case None if result.repeats:
            return {"reference": result.reference, "repeats": result.repeats}
        case None if result.would:
            return {"reference": result.reference, "would_import": True, **_standing(result.would)}
        case None:
            return {"reference": result.reference, "already": True}
        case receipt:
            return {**receipt.model_dump(mode="json"), "already": result.already}


def _standing(state: CaseState) -> dict[str, Any]:
    """Where a case would stand, and what of its clocks lies before the import."""
    return {
        "stage": state.stage,
        "status": state.status,
        "team": state.team,
        "assignee": state.assignee.id if state.assignee else None,
        "due": state.due,
        "next_rung": state.next_rung(),
        "passed": {kind: clock.fired for kind, clock in state.clocks.items() if clock.fired},
        "breached": [kind for kind, clock in state.clocks.items() if clock.breached],
    }


def _line(result: ImportResult) -> list[terminal.Piece]:
    name = (result.id or "").ljust(10)
    match result.answer:
        case TawasulError(code=code, detail=detail):
            return [
                terminal.bad(_("line {number} ({id}) refused", number=result.number, id=result.id or "–")),
                f": {code}: {translated(detail)}",
            ]
        case Queued(reference=reference):
            return [terminal.bold(reference), f"  {name}  ", terminal.warning(_("queued")), _(": stored for a worker")]
        case None if result.repeats:
            return [
                terminal.bold(result.reference),
                _("  {name}  the same as line {repeats}", name=name, repeats=result.repeats),
            ]
        case None if result.would:
            standing = _would_stand(result.would, result.style)
            return [terminal.bold(result.reference), _("  {name}  would be imported: ", name=name), *standing]
        case None:
            return [terminal.bold(result.reference), _("  {name}  on record already: nothing would change", name=name)]
        case receipt:
            word = _("on record already") if result.already else _("imported")
            stage, due = stage_title(receipt.stage, result.style), _due(receipt.due, result.style)
            return [terminal.bold(receipt.reference), f"  {name}  {word}, {stage}", *due]


def _would_stand(state: CaseState, style: CaseStyle | None) -> list[terminal.Piece]:
    holder = _("{id} in ", id=state.assignee.id) if state.assignee else ""
    passed = [mark for clock in state.clocks.values() for mark in clock.fired]
    late = state.clocks[ClockKind.RESOLUTION].breached
    return [
        f"{stage_title(state.stage, style)}, {holder}{state.team}",
        *_due(state.due, style),
        _("  passed before: {passed}", passed=listed(passed)) if passed else "",
        terminal.bad(_("  late already")) if late else "",
        f"  {shown_status(state.status, style)}",
    ]


def _due(due: datetime | None, style: CaseStyle | None) -> list[terminal.Piece]:
    if due is None:
        return []
    left = terminal.time_left(due, datetime.now(UTC))
    return [_("  until "), terminal.moment(due, zone_of(style)), " (", left, ")"]
