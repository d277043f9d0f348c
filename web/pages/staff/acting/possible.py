"""What somebody may do with a case now: each command is decided by the rules of the case on its state. Nothing is sent.

A refusal that is about what would be typed says that the command as such would be taken.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from models.case.actor import Actor
from models.case.answers import Refusal
from models.case.commands import COMMAND
from models.case.state import CaseState
from models.codes import ContactWay, DecisionKind, Priority, RefusalCode, Requester, Role
from web.pages.staff.acting.verbs import VERBS
from workflows.case.decide import decide

ABOUT_WHAT_IS_TYPED = frozenset(
    {RefusalCode.UNKNOWN_REASON, RefusalCode.UNKNOWN_TEAM, RefusalCode.MISSING_REPLY, RefusalCode.MALFORMED}
)
_SOME_CASE = "TW-0000-0000-0000-0"


def possible_verbs(state: CaseState, actor: Actor, absent: tuple[Actor, ...], now: datetime) -> tuple[str, ...]:
    """What the rules let somebody do, in the order in which it is offered."""
    return tuple(kind for kind in VERBS if is_possible(state, kind, actor, absent, now))


def is_possible(state: CaseState, kind: str, actor: Actor, absent: tuple[Actor, ...], now: datetime) -> bool:
    """Whether the rules would take such a command, if what is typed in it is right."""
    frame = {"kind": kind, "command_id": "page-possible", "actor": actor, "absent": absent, "sent_at": now}
    try:
        command = COMMAND.validate_python(frame | dict(_sample(kind, state, actor)))
    except ValidationError:
        return False
    verdict = decide(state, command, now)
    return not isinstance(verdict, Refusal) or verdict.code in ABOUT_WHAT_IS_TYPED


def _sample(kind: str, state: CaseState, actor: Actor) -> Iterator[tuple[str, Any]]:
    """The fields of a command as somebody might fill them in."""
    names = {field.name for field in VERBS[kind].fields}
    values: dict[str, Any] = {
        "reason": _reason(kind, state),
        "reply": {"text": "…"},
        "note": "…",
        "text": "…",
        "question": "…",
        "answer": "…",
        "requested_by": Requester.APPLICANT,
        "way": ContactWay.PHONE,
        "by": "PT1H",
        "priority": next(each for each in Priority if each is not state.priority),
        "into": _SOME_CASE,
        "documents": _documents(kind, state),
        "team": next((each for each in state.rules.teams if each != state.team), None),
        "service": state.rules.service,
    }
    yield from ((name, value) for name, value in values.items() if name in names and value is not None)
    if kind == "assign":
        yield "to", actor
    elif kind == "escalate":
        yield "to", Role.SUPERVISOR
    elif kind == "consult":
        yield "to", next(iter((*state.rules.teams, *state.rules.authorities)), "")
    elif kind == "wait":
        yield "party", next(iter((*state.rules.authorities, *state.rules.vendors, *state.rules.teams)), "")


def _reason(kind: str, state: CaseState) -> str | None:
    if kind == "wait":
        return next(iter(state.rules.waiting.reasons), None) if state.rules.waiting else None
    if kind not in set(DecisionKind):
        return None
    return next((code for code, known in state.rules.reasons.items() if kind in known.decisions), None)


def _documents(kind: str, state: CaseState) -> list[str]:
    """Some document that can be asked for, or seen."""
    if kind == "seen":
        return [item.document for item in state.checklist if not item.seen_by][:1]
    return list(state.rules.documents)[:1]
