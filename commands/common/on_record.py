"""The answer to a command whose case has no workflow any more, as the records give it."""

from datetime import datetime

from activities.records.database import Connection
from activities.records.history import history
from commands.common.context import records, service
from errors import NoSuchCase, NotRunning, Refused
from models.case.answers import Receipt, Refusal
from models.case.commands import AnyCommand, Appeal, AppealFor
from models.case.state import CaseState
from models.codes import FOLLOW_UP, RefusalCode, Stage
from workflows.case.decide import decide
from workflows.case.evolve import fold


def answer_on_record(reference: str, command: AnyCommand, now: datetime) -> Receipt | None:
    """The stored receipt of a command that was given before; none for an appeal that the closed case will take. Nothing
    is changed.

    Raises Refused, as the closed case would; NotRunning for an open case, NoSuchCase, Unreachable, Damaged.
    """
    if service():
        raise NoSuchCase(reference)  # the interface has looked there already
    with records() as connection:
        return answer_in(connection, reference, command, now)


def answer_in(connection: Connection, reference: str, command: AnyCommand, now: datetime) -> Receipt | None:
    """The same by a connection to the records."""
    found = history(connection, reference)
    if found is None:
        raise NoSuchCase(reference)
    policy, events = found
    blank = CaseState(reference=reference, policy=policy)
    if given := [event.seq for event in events if event.command_id == command.command_id]:
        return fold(blank, events[: given[-1]]).receipt()
    state = fold(blank, events)
    refusal = decide(state, command, now)
    if state.stage is Stage.CLOSED and isinstance(command, Appeal | AppealFor) and not isinstance(refusal, Refusal):
        return None
    if state.stage is not Stage.CLOSED or not isinstance(refusal, Refusal):
        raise NotRunning(reference)
    code = RefusalCode.WINDOW_PASSED if command.kind in FOLLOW_UP else refusal.code
    raise Refused(**{**dict(refusal), "code": code}, command=command.kind)
