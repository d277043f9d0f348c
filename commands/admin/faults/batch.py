"""Commands to many cases of a fault: by one process and connection, with an answer of each, and the worst exit code."""

import hashlib
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from commands.common import terminal
from commands.common.advice import ExitCode, exit_code, sentence
from commands.common.terminal.progress import ProgressBar
from errors import Queued, TawasulError

if TYPE_CHECKING:
    from temporalio.client import Client

    from models.case.commands import Actor, AnyCommand
    from models.case.state import Receipt

AT_ONCE = 8
"""Cases that are asked side by side."""
_WORST_FIRST = (
    ExitCode.UNEXPECTED,
    ExitCode.UNREACHABLE,
    ExitCode.NO_SUCH_CASE,
    ExitCode.NOT_ALLOWED,
    ExitCode.REFUSED,
    ExitCode.QUEUED,
    ExitCode.DONE,
)


class CaseAnswer(NamedTuple):
    """What one case said: its last receipt, or why it did not take a command."""

    reference: str
    answer: "Receipt | Queued | TawasulError"

    @property
    def code(self) -> ExitCode:
        """The exit code of it."""
        if isinstance(self.answer, TawasulError):
            return ExitCode(exit_code(self.answer))
        return ExitCode.QUEUED if isinstance(self.answer, Queued) else ExitCode.DONE


def stable_id(fault: str, step: str, actor: str) -> str:
    """The id of a command that somebody gives to each case of a fault: the same again, so that a run can go on."""
    return f"{step}:{fault}:{hashlib.sha256(actor.encode()).hexdigest()[:12]}"


def give_to_each(
    references: Sequence[str], commands_of: "Callable[[str], Iterable[AnyCommand]]", actor: "Actor", *, as_json: bool
) -> ExitCode:
    """Give each case its commands, one after another up to the first that it does not take, and print what it says."""
    import client
    import settings
    from activities.concurrency import bounded
    from commands.common import event_loop
    from sessions.signing import Signers

    signer = Signers.of(settings.load()).by(actor)
    answers: list[CaseAnswer] = []

    async def go() -> None:
        connection = await client.connect()

        def ask(reference: str) -> Awaitable[CaseAnswer]:
            return _ask(connection, reference, commands_of(reference))

        async for answer in bounded(ask, references, AT_ONCE):
            answers.append(answer)
            bar.step()
            if not as_json:
                bar.clear()
                _show(answer)

    async def _ask(connection: "Client", reference: str, commands: "Iterable[AnyCommand]") -> CaseAnswer:
        answer: Receipt | Queued | None = None
        try:
            for command in commands:
                answer = await client.apply(connection, reference, command, signer)
        except TawasulError as failure:
            return CaseAnswer(reference, failure)
        if answer is None:
            raise ValueError(f"{reference} was given no command")
        return CaseAnswer(reference, answer)

    with ProgressBar("requests", len(references)) as bar:
        event_loop.run(go())
    _show_all(answers, as_json=as_json)
    found = {answer.code for answer in answers}
    return next((code for code in _WORST_FIRST if code in found), ExitCode.DONE)


def _show(answer: CaseAnswer) -> None:
    said = answer.answer
    if isinstance(said, TawasulError):
        told: list[terminal.Piece] = [terminal.bad(said.code), f": {sentence(said)}"]
    elif isinstance(said, Queued):
        told = [terminal.warning("queued"), ": will be done when a worker is back"]
    else:
        told = [terminal.good("done"), f", now {said.outcome or said.stage}"]
    terminal.line(terminal.bold(answer.reference), "  ", *told)


def _show_all(answers: Sequence[CaseAnswer], *, as_json: bool) -> None:
    if as_json:
        terminal.as_json([_data(each) for each in answers])
        return
    done = sum(each.code is ExitCode.DONE for each in answers)
    terminal.line(terminal.dim(f"{done} of {terminal.counted(len(answers), 'request')} done"))


def _data(answer: CaseAnswer) -> dict[str, object]:
    from commands.common.advice import as_data

    said = answer.answer
    if isinstance(said, TawasulError):
        return {"reference": answer.reference, "error": as_data(said)}
    if isinstance(said, Queued):
        return {"reference": answer.reference, "queued": True, "command_id": said.command_id}
    return {"reference": answer.reference, "receipt": said.model_dump(mode="json")}
