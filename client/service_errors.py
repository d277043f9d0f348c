"""What a problem that the HTTP interface answers with means: the error that it was there."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import httpx

from errors import (
    CaseErased,
    Cause,
    Component,
    Damaged,
    FileNotOpened,
    FileNotTaken,
    NoCaseKey,
    NoSuchCase,
    NotAllowed,
    NotRunning,
    Refused,
    TawasulError,
    Unreachable,
    WrongUsage,
)
from models.codes import RefusalCode

_AWAY = frozenset({"unreachable", "timed_out", "too_many_calls", "no_key", "not_trusted_here"})


def error_of(answer: httpx.Response, command: str) -> TawasulError:
    """The error of an answer to a look, or to a `command` of that kind."""
    try:
        problem = answer.json()
        code, detail = str(problem["code"]), str(problem["detail"])
    except (ValueError, KeyError, TypeError):
        return Unreachable(Component.API, Cause.NOT_AUTHENTIC, about=str(answer.url.host))
    if made := _ERRORS.get(code):
        return made(problem, detail)
    if code in _AWAY or answer.status_code == httpx.codes.INTERNAL_SERVER_ERROR:
        return Unreachable(Component.API, Cause.OVERLOADED if code == "too_many_calls" else Cause.FAILED, about=detail)
    if command and code in set(RefusalCode):
        return _refused(problem, code, detail, command)
    return _of_who_asks(answer.status_code, problem, detail)


def _of_who_asks(status: int, problem: Mapping[str, Any], detail: str) -> TawasulError:
    """What they may not, or what they said that cannot be understood."""
    advice = str(problem.get("advice", ""))
    if status == httpx.codes.FORBIDDEN:
        return NotAllowed(detail, advice)
    return WrongUsage(_whole(problem, detail), advice)


def _refused(problem: Mapping[str, Any], code: str, detail: str, command: str) -> Refused:
    known = {name: problem.get(name) for name in ("by", "outcome", "step", "holder", "team", "person")}
    at = datetime.fromisoformat(problem["at"]) if problem.get("at") else None
    return Refused(code, detail, command, at=at, retryable=bool(problem.get("retryable")), **known)


def _whole(problem: Mapping[str, Any], detail: str) -> str:
    """What is wrong, field by field where the interface says so."""
    fields = [f"{each['pointer'].lstrip('/')} {each['detail']}" for each in problem.get("errors") or ()]
    return "; ".join(fields) or detail


def _erased(problem: Mapping[str, Any], _: str) -> TawasulError:
    at = datetime.fromisoformat(str(problem["at"]))
    return CaseErased(str(problem["reference"]), at, str(problem.get("by", "")), str(problem.get("reason", "")))


def _not_opened(problem: Mapping[str, Any]) -> FileNotOpened:
    """A file that is not opened; its number knows who asked for it."""
    return FileNotOpened(str(problem.get("reference", "")), 0, str(problem.get("reason", "")))


_ERRORS: Mapping[str, Callable[[Mapping[str, Any], str], TawasulError]] = {
    "unauthenticated": lambda _, detail: Refused(RefusalCode.NOT_AUTHENTIC, detail.rpartition(": ")[2]),
    "no_such_case": lambda problem, _: NoSuchCase(str(problem.get("reference", ""))),
    "not_running": lambda problem, _: NotRunning(str(problem.get("reference", ""))),
    "no_case_key": lambda problem, _: NoCaseKey(str(problem.get("reference", ""))),
    "erased": _erased,
    "file_not_taken": lambda problem, _: FileNotTaken(str(problem.get("reason", "")), str(problem.get("limit", ""))),
    "file_not_opened": lambda problem, _: _not_opened(problem),
    "no_such_file": lambda problem, _: _not_opened(problem),
    "damaged": lambda _, detail: Damaged(detail.partition(" cannot")[0]),
}
