"""One command of staff given to many cases: from the choice of cases to the exit code."""

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple
from uuid import uuid4

import settings
from activities.concurrency import bounded
from activities.reports.cases import row_of
from commands.batch.choice import CaseChoice, chosen
from commands.batch.dry_run import foreseen, foreseen_there
from commands.batch.result import BatchResult, Printer, print_summary, worst
from commands.batch.run_file import RunFile
from commands.batch.sending import IN_FLIGHT, Sending
from commands.common import terminal
from commands.common.at_hand import AtHand
from commands.common.context import service
from commands.common.onlooker.looking import Onlooker, look_at, look_through, looking
from commands.common.process import event_loop
from commands.common.terminal.progress import ProgressBar
from commands.common.typed.confirm import confirmed
from commands.common.words.advice import ExitCode
from commands.common.words.language import N_, _
from errors import TawasulError, Unreachable, WrongUsage
from models.case.commands import AnyCommand
from models.codes import Verb

Build = Callable[[AtHand, str, str], AnyCommand]
"""The command for a case: what is at hand, its reference, the command id. Raises TawasulError."""
Before = Callable[[str], Sequence[AnyCommand]]
"""What a case is given before that, where it needs it."""


class BatchOrder(NamedTuple):
    """A command for many cases: who gives it, how it is made for each; `asked` tells it from others of its kind."""

    kind: str
    who: Onlooker
    build: Build
    asked: object
    command_id: str | None = None
    final: bool = False
    """Whether it cannot be taken back."""
    before: Before | None = None


class Manner(NamedTuple):
    """How a command goes through its cases."""

    dry_run: bool = False
    preview: bool = False
    """Show what it would say to each beneficiary too."""
    resume: bool | None = None
    yes: bool = False
    as_json: bool = False


_RESUME = N_("interrupted: the same command with --resume goes on with the others")
_AGAIN = N_("the same command with --resume tries those again that could not answer")


def give_to_many(order: BatchOrder, choice: CaseChoice, manner: Manner) -> ExitCode:
    """Give a command to every case that is chosen, or say what would happen; the exit code of the worst.

    Raises WrongUsage, NotAllowed, SessionOver, Unreachable; KeyboardInterrupt at Ctrl-C.
    """
    if manner.dry_run or manner.preview:
        return foresee_each(order, chosen(choice, order.who), manner)
    run = RunFile(settings.load().home, order.kind, [order.who.actor.id, order.asked], choice)
    return _give(order, _begun(order, run, choice, manner), as_json=manner.as_json)


def give_to_each(order: BatchOrder, references: list[str], *, as_json: bool) -> ExitCode:
    """The same for references that whoever repeats the whole finds anew, without those that are done: of no file."""
    return _give(order, _Begun(None, order.command_id or f"run-{uuid4().hex}", references), as_json=as_json)


class _Begun(NamedTuple):
    """A run that is under way: the cases that have not answered yet, and how many have."""

    file: RunFile | None
    command_id: str
    left: list[str]
    before: int = 0

    def done(self, reference: str) -> None:
        """A case has answered."""
        if self.file:
            self.file.done(reference)

    def end(self, *, whole: bool, how_to_go_on: str) -> None:
        """The run ends; where not every case has answered, say how it goes on."""
        if self.file:
            self.file.end(whole=whole)
        if not whole and self.file:
            terminal.line(how_to_go_on, to=sys.stderr)


def _begun(order: BatchOrder, run: RunFile, choice: CaseChoice, manner: Manner) -> _Begun:
    """A new run, or that which was interrupted. Raises WrongUsage where nobody said which of the two is meant."""
    known = run.interrupted()
    if known and manner.resume is None and order.command_id is None:
        done = _("{count:,} of {count_2:,} cases had answered", count=len(known.done), count_2=len(known.references))
        raise WrongUsage(
            _(
                "the same command was interrupted at {at}: {done}",
                at=terminal.moment(known.at, terminal.local_zone()),
                done=done,
            ),
            _("--resume goes on with the others; --anew gives it to all again"),
        )
    if manner.resume:
        if known is None:
            raise WrongUsage(_("there is nothing to resume: no such command was interrupted"))
        return _Begun(run.go_on(), known.command_id, known.left, len(known.done))
    references, command_id = chosen(choice, order.who), order.command_id or f"run-{uuid4().hex}"
    if order.final and references:
        asked = f"{order.kind.replace('_', '-')}: {terminal.counted(len(references), 'case')}"
        confirmed(_("{asked}; it cannot be taken back", asked=asked), yes=manner.yes, always=True)
    return _Begun(run.begin(command_id, references), command_id, references)


def _give(order: BatchOrder, run: _Begun, *, as_json: bool) -> ExitCode:
    """Send to all that are left, and say how to go on where that does not come to its end."""
    results = list[BatchResult]()
    try:
        with AtHand() as at_hand:
            printer = _printer(order, at_hand, run.left, as_json=as_json)
            event_loop.run(_send(order, run, at_hand, printer, results))
    except (KeyboardInterrupt, Unreachable):
        print_summary(order.kind, results, before=run.before, dry_run=False)
        run.end(whole=False, how_to_go_on=_(_RESUME))
        raise
    print_summary(order.kind, results, before=run.before, dry_run=False)
    run.end(whole=all(each.final for each in results), how_to_go_on=_(_AGAIN))
    return worst(results)


async def _send(order: BatchOrder, run: _Begun, at_hand: AtHand, printer: Printer, results: list[BatchResult]) -> None:
    def build(reference: str) -> Sequence[AnyCommand]:
        before = order.before(reference) if order.before else ()
        return (*before, order.build(at_hand, reference, run.command_id))

    sending = Sending(settings.load(), order.who.actor, build, run.done)
    with ProgressBar(order.kind, len(run.left)) as progress:
        async for result in bounded(sending.send, run.left, IN_FLIGHT, in_order=True):
            results.append(result)
            progress.clear()
            printer.show(result)
            progress.step()


def foresee_each(order: BatchOrder, references: list[str], manner: Manner) -> ExitCode:
    """Say what would happen to each case; a view is left of it, of each where texts are shown."""
    results = list[BatchResult]()
    with AtHand() as at_hand, ProgressBar(f"{order.kind} --dry-run", len(references)) as progress:
        if not (manner.preview or service()):  # the interface leaves a view of each case itself
            look_through(at_hand.records, order.who, Verb.LIST, len(references), dry_run=order.kind)
        printer = _printer(order, at_hand, references, as_json=manner.as_json)
        foresee = _previewing(order, at_hand) if manner.preview else _foreseeing(order, at_hand)
        for each in references:
            results.append(_or_error(foresee, each))
            progress.clear()
            printer.show(results[-1])
            progress.step()
    print_summary(order.kind, results, before=0, dry_run=True)
    return worst(results)


def _commands(order: BatchOrder, at_hand: AtHand, reference: str) -> Sequence[AnyCommand]:
    """The commands to a case, under an id that it has not seen."""
    before = order.before(reference) if order.before else ()
    return (*before, order.build(at_hand, reference, f"dry-run-{uuid4().hex}"))


def _or_error(foresee: Callable[[str], BatchResult], reference: str) -> BatchResult:
    try:
        return foresee(reference)
    except Unreachable:
        raise
    except TawasulError as error:
        return BatchResult(reference, error, would=True)


def _foreseeing(order: BatchOrder, at_hand: AtHand) -> Callable[[str], BatchResult]:
    """What would happen to a case."""

    def foresee(reference: str) -> BatchResult:
        commands = _commands(order, at_hand, reference)
        if there := service():
            return foreseen_there(there, order.who.actor.id, reference, commands)
        return foreseen(at_hand.records, reference, commands).result

    return foresee


def _previewing(order: BatchOrder, at_hand: AtHand) -> Callable[[str], BatchResult]:
    """What would happen to a case, and what its beneficiary would read."""
    from commands.batch.preview import Previewer

    previewer = Previewer(at_hand.packs)

    def foresee(reference: str) -> BatchResult:
        with looking(at_hand.records, order.who, reference):
            look_at(at_hand.records, order.who, row_of(at_hand.records, reference))
        commands = _commands(order, at_hand, reference)
        return previewer.with_messages(foreseen(at_hand.records, reference, commands), commands[-1])

    return foresee


def _printer(order: BatchOrder, at_hand: AtHand, references: Iterable[str], *, as_json: bool) -> Printer:
    if as_json:
        return Printer(order.kind, {}, as_json=True)
    return Printer(order.kind, at_hand.styles(references, order.who.actor.id), as_json=False)
