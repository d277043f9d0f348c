"""What became of a command to one of many cases, or what would: as a line for people, as data, as an exit code."""

import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from commands.common import terminal
from commands.common.send import NOW, THEN, done, receipt_pieces
from commands.common.words.advice import ExitCode, as_data, exit_code, sentence
from commands.common.words.labels import DONE
from commands.common.words.language import _
from commands.common.words.titles import zone_of
from errors import Queued, Refused, TawasulError, Unreachable
from models.case.answers import Receipt
from models.case.style import CaseStyle

if TYPE_CHECKING:
    from commands.batch.preview import PreviewedNotice

BY_WEIGHT = (
    ExitCode.UNREACHABLE,
    ExitCode.UNEXPECTED,
    ExitCode.WRONG_USAGE,
    ExitCode.NOT_ALLOWED,
    ExitCode.NO_SUCH_CASE,
    ExitCode.REFUSED,
    ExitCode.QUEUED,
)
"""Which exit code counts when cases answer differently."""


@dataclass(frozen=True, slots=True)
class BatchResult:
    """The answer of one case. `would`: a dry run found it. `already`: the refusal says that who claims holds it."""

    reference: str
    answer: Receipt | Queued | TawasulError
    would: bool = False
    already: bool = False
    messages: "tuple[PreviewedNotice, ...] | None" = None
    """What the beneficiary would read, where that was asked for."""

    @property
    def code(self) -> ExitCode:
        """The exit code this case alone would give."""
        if isinstance(self.answer, TawasulError):
            return ExitCode.DONE if self.already else exit_code(self.answer)
        return ExitCode.QUEUED if isinstance(self.answer, Queued) else ExitCode.DONE

    @property
    def final(self) -> bool:
        """Whether the same command would be answered the same way if it were sent again."""
        again = isinstance(self.answer, Unreachable) or (isinstance(self.answer, Refused) and self.answer.retryable)
        return not again


def worst(results: Iterable[BatchResult]) -> ExitCode:
    """The exit code of all cases together."""
    codes = {result.code for result in results}
    return next((code for code in BY_WEIGHT if code in codes), ExitCode.DONE)


class Printer:
    """Prints results of one command as they come; `styles` say how each case is presented."""

    def __init__(self, kind: str, styles: Mapping[str, CaseStyle], *, as_json: bool) -> None:
        self._kind, self._styles, self._as_json = kind, styles, as_json

    def show(self, result: BatchResult) -> None:
        """Print a result as one line, or as one line of JSON."""
        if self._as_json:
            terminal.as_json({"reference": result.reference, **_data(result), **_messages(result)}, indent=None)
            return
        terminal.line(terminal.bold(result.reference), "  ", *self._pieces(result))
        if result.messages is not None:
            from commands.batch.preview import show_preview

            show_preview(result.messages, datetime.now(UTC), zone_of(self._styles.get(result.reference)))

    def _pieces(self, result: BatchResult) -> list[terminal.Piece]:
        style = self._styles.get(result.reference)
        match result.answer:
            case Refused() as refused if result.already:
                since = terminal.moment(refused.at, zone_of(style)) if refused.at else terminal.NONE
                return [terminal.good(_("yours already")), _(", since {since}", since=since)]
            case TawasulError() as error:
                if isinstance(error, Refused) and style:
                    error.zone, error.language = style.zone, style.language
                said = _("would be refused: {code}", code=error.code) if result.would else error.code
                return [terminal.bad(said), f": {sentence(error)}"]
            case Queued():
                return [terminal.warning(_("queued")), _(": stored for a worker")]
            case receipt:
                word, then = done(self._kind, receipt), THEN if result.would else NOW
                said = _("would be {word}", word=word) if result.would else word
                return [terminal.good(said), *receipt_pieces(receipt, style, then=then)]


def _data(result: BatchResult) -> dict[str, Any]:
    would = {"would": True} if result.would else {}
    match result.answer:
        case Refused() as refused if result.already:
            return {"already": True, "holder": refused.holder, "since": refused.at, **would}
        case TawasulError() as error:
            return {"error": as_data(error), **would}
        case Queued(command_id=command_id):
            return {"queued": True, "command_id": command_id}
        case receipt:
            return {**receipt.model_dump(mode="json"), **would}


def _messages(result: BatchResult) -> dict[str, Any]:
    """What the beneficiary would read, where that was asked for."""
    if result.messages is None:
        return {}
    from commands.batch.preview import preview_data

    return {"messages": [preview_data(each) for each in result.messages]}


def print_summary(kind: str, results: Sequence[BatchResult], *, before: int, dry_run: bool) -> None:
    """Print on stderr how many cases took the command, and of the others how many gave which code."""
    total, taken = len(results) + before, before + sum(each.code is ExitCode.DONE for each in results)
    verb = _("would be {done}", done=_(DONE[kind])) if dry_run else _(DONE[kind])
    others = Counter(_why_not(each) for each in results if each.code is not ExitCode.DONE)
    why = "".join(_("; {count} {code}", count=count, code=code) for code, count in others.most_common())
    earlier = _(" ({before} of them before)", before=before) if before else ""
    terminal.line(
        _(
            "{taken:,} of {count} {verb}{earlier}{why}",
            taken=taken,
            count=terminal.counted(total, "case"),
            verb=verb,
            earlier=earlier,
            why=why,
        ),
        to=sys.stderr,
    )


def _why_not(result: BatchResult) -> str:
    return result.answer.code if isinstance(result.answer, TawasulError) else _("queued")
