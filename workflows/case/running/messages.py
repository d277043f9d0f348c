"""Validates and decides messages from outside: any value may come, and one that is no command is refused. Pure."""

from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from pydantic import TypeAdapter, ValidationError

from models.case.commands import COMMAND, AnyCommand
from models.case.events import Event
from models.case.state import CaseState, Refusal
from models.codes import RefusalCode, Role
from workflows.case.decide import decide

Read = TypeVar("Read")


class Verdict(NamedTuple):
    """What a message causes: events, or a refusal; and the id of its command, empty where none can be read."""

    command_id: str
    outcome: tuple[Event, ...] | Refusal


def read_command(raw: Any) -> AnyCommand | Refusal:
    """The command to a case in a message, or the refusal that says which field is wrong."""
    return read_as(COMMAND, raw)


def read_as(kind: TypeAdapter[Read], raw: Any) -> Read | Refusal:
    """What a message says as a value of a kind, or the refusal that says which field is wrong."""
    try:
        return kind.validate_python(raw)
    except ValidationError as problem:
        first = problem.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "command"
        return Refusal(code=RefusalCode.MALFORMED, detail=f"{where}: {first['msg']}"[:500])
    except RecursionError:
        return Refusal(code=RefusalCode.MALFORMED, detail="command: nested too deeply")


def validate_and_decide(state: CaseState, raw: Any, now: datetime) -> Verdict:
    """The verdict on a message. A value that no rule can compute with is refused like any other junk."""
    command = read_command(raw)
    if isinstance(command, Refusal):
        return Verdict("", command)
    try:
        return Verdict(command.command_id, decide(state, command, now))
    except (ValueError, ArithmeticError) as problem:
        return Verdict(command.command_id, Refusal(code=RefusalCode.MALFORMED, detail=str(problem)[:500]))


def single_argument(values: tuple[Any, ...]) -> Any:
    """The argument of a message that has one; none when there are several or none, so that no rule accepts it."""
    return values[0] if len(values) == 1 else None


def claimed_role(raw: Any) -> Role | None:
    """The role a message claims, for the record of its refusal; nothing else of it is kept."""
    actor = raw.get("actor") if isinstance(raw, dict) else None
    role = actor.get("role") if isinstance(actor, dict) else None
    return Role(role) if isinstance(role, str) and role in set(Role) else None


def as_kind(raw: Any, kind: str) -> Any:
    """The argument of a signal named after its command; it may leave the kind out but not contradict it."""
    if not isinstance(raw, dict):
        return raw
    return {**raw, "kind": kind} if raw.get("kind", kind) == kind else None
