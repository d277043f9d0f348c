"""What a command would do to a case: decided by the rules of the case over its records. Nothing is sent."""

from datetime import UTC, datetime

from activities.records.database import Connection
from activities.records.history import history
from commands.batch.result import BatchResult
from commands.common.send import own_claim
from errors import NoSuchCase, Refused, TawasulError
from models.case.answers import Refusal
from models.case.commands import AnyCommand
from models.case.state import CaseState
from workflows.case.decide import decide
from workflows.case.evolve import fold


def foreseen(connection: Connection, reference: str, command: AnyCommand) -> BatchResult:
    """What the case would answer now. Raises Unreachable."""
    try:
        found = history(connection, reference)
    except TawasulError as error:
        return BatchResult(reference, error, would=True)
    if found is None:
        return BatchResult(reference, NoSuchCase(reference), would=True)
    policy, events = found
    state = fold(CaseState(reference=reference, policy=policy), events)
    verdict = decide(state, command, datetime.now(UTC))
    if not isinstance(verdict, Refusal):
        return BatchResult(reference, fold(state, verdict).receipt(), would=True)
    refused = Refused(**dict(verdict), command=command.kind)
    return BatchResult(reference, refused, would=True, already=own_claim(refused, command) is not None)
