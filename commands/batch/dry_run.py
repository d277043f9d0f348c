"""What a command would do to a case: decided by the rules of the case over its records. Nothing is sent."""

from datetime import UTC, datetime
from typing import NamedTuple

from activities.records.database import Connection
from activities.records.history import history
from commands.batch.result import BatchResult
from commands.common.send import own_claim
from errors import NoSuchCase, Refused, TawasulError
from models.case.answers import Refusal
from models.case.commands import AnyCommand
from models.case.events import Event
from models.case.state import CaseState
from workflows.case.decide import decide
from workflows.case.evolve import fold


class ForeseenEvents(NamedTuple):
    """The answer that a case would give, with the events of it and the state before them; none of a refusal."""

    result: BatchResult
    before: CaseState | None = None
    events: tuple[Event, ...] = ()


def foreseen(connection: Connection, reference: str, command: AnyCommand) -> ForeseenEvents:
    """What the case would answer now. Raises Unreachable."""
    try:
        found = history(connection, reference)
    except TawasulError as error:
        return ForeseenEvents(BatchResult(reference, error, would=True))
    if found is None:
        return ForeseenEvents(BatchResult(reference, NoSuchCase(reference), would=True))
    policy, events = found
    state = fold(CaseState(reference=reference, policy=policy), events)
    verdict = decide(state, command, datetime.now(UTC))
    if isinstance(verdict, Refusal):
        refused = Refused(**dict(verdict), command=command.kind)
        already = own_claim(refused, command) is not None
        return ForeseenEvents(BatchResult(reference, refused, would=True, already=already))
    after = fold(state, verdict)
    receipt = after.answer_to(command.command_id) or after.receipt()
    return ForeseenEvents(BatchResult(reference, receipt, would=True), state, verdict)
