"""Reading what comes in at the doors of a case: any value may come, and none may do harm."""

from datetime import datetime
from typing import Any

from pydantic import ValidationError

from models.case.commands import COMMAND, AnyCommand
from models.case.events import Event
from models.case.state import CaseState, Refusal
from models.codes import RefusalCode, Role
from workflows.case.decide import decide


def read_command(raw: Any) -> AnyCommand | Refusal:
    """The command in a message, or the refusal that says which field is wrong."""
    try:
        return COMMAND.validate_python(raw)
    except ValidationError as problem:
        first = problem.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "command"
        return Refusal(code=RefusalCode.MALFORMED, detail=f"{where}: {first['msg']}"[:500])
    except RecursionError:
        return Refusal(code=RefusalCode.MALFORMED, detail="command: nested too deeply")


def judge(state: CaseState, raw: Any, now: datetime) -> tuple[str, tuple[Event, ...] | Refusal]:
    """The command id of a message and the verdict on it. A value no rule can compute with is refused like any other."""
    command = read_command(raw)
    if isinstance(command, Refusal):
        return "", command
    try:
        return command.command_id, decide(state, command, now)
    except (ValueError, ArithmeticError) as problem:
        return command.command_id, Refusal(code=RefusalCode.MALFORMED, detail=str(problem)[:500])


def one(values: tuple[Any, ...]) -> Any:
    """The value of a message that has one; none when there are several or none, so that no rule takes it for right."""
    return values[0] if len(values) == 1 else None


def role_of(raw: Any) -> Role | None:
    """The role a message claims, for the record of its refusal; nothing else of it is kept."""
    actor = raw.get("actor") if isinstance(raw, dict) else None
    role = actor.get("role") if isinstance(actor, dict) else None
    return Role(role) if isinstance(role, str) and role in set(Role) else None


def of_kind(raw: Any, kind: str) -> Any:
    """The payload of a signal named after its command; it may leave the kind out but not contradict it."""
    if not isinstance(raw, dict):
        return raw
    return {**raw, "kind": kind} if raw.get("kind", kind) == kind else None
