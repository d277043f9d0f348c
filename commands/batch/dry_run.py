"""What a command would do to a case: decided by the rules of the case over its records. Nothing is sent."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from activities.records.database import Connection
from activities.records.history import history
from commands.batch.result import BatchResult
from commands.common.send import own_claim
from errors import Damaged, NoSuchCase, Refused, TawasulError, Unreachable
from models.case.answers import Refusal
from models.case.commands import AnyCommand
from models.case.events import Event
from models.case.state import CaseState
from workflows.case.decide import decide
from workflows.case.evolve import fold

if TYPE_CHECKING:
    from client.service import InterfaceClient


class ForeseenEvents(NamedTuple):
    """The answer that a case would give, with the events of it and the state before them; none of a refusal."""

    result: BatchResult
    before: CaseState | None = None
    events: tuple[Event, ...] = ()


def foreseen(connection: Connection, reference: str, commands: Sequence[AnyCommand]) -> ForeseenEvents:
    """What the case would answer now to the last of some commands, each given after it took the one before; to the
    first that it refuses. Raises Unreachable."""
    try:
        found = history(connection, reference)
    except TawasulError as error:
        return ForeseenEvents(BatchResult(reference, error, would=True))
    if found is None:
        return ForeseenEvents(BatchResult(reference, NoSuchCase(reference), would=True))
    policy, events = found
    before = state = fold(CaseState(reference=reference, policy=policy), events)
    caused: tuple[Event, ...] = ()
    for command in commands:
        verdict = decide(state, command, datetime.now(UTC))
        if isinstance(verdict, Refusal):
            refused = Refused(**dict(verdict), command=command.kind)
            already = own_claim(refused, command) is not None
            return ForeseenEvents(BatchResult(reference, refused, would=True, already=already))
        state, caused = fold(state, verdict), caused + verdict
    receipt = state.answer_to(commands[-1].command_id) or state.receipt()
    return ForeseenEvents(BatchResult(reference, receipt, would=True), before, caused)


def foreseen_there(there: "InterfaceClient", staff: str, reference: str, commands: Sequence[AnyCommand]) -> BatchResult:
    """The same by the HTTP interface, without the events. Raises Unreachable."""
    from commands.looks.dry_run import DryRunAsked, dry_run

    given = tuple(each.model_dump(mode="json") for each in commands)
    try:
        told = dry_run.over(there, staff, DryRunAsked(reference, given))
    except Unreachable:
        raise
    except TawasulError as error:
        return BatchResult(reference, error, would=True)
    if told.refusal is None:
        return BatchResult(reference, told.receipt or Damaged(reference), would=True)
    refused = Refused(**dict(told.refusal), command=told.command)
    return BatchResult(reference, refused, would=True, already=own_claim(refused, commands[-1]) is not None)
