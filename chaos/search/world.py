"""The small world: two officers, a supervisor, the beneficiary and the system, four instants, every kind of command.

Two teams (one officer works in one of them only; the other one's cases are given to its members in turn), two
priorities with budgets of their own, an approval chain of two steps, a ladder of two rungs, one return to the
beneficiary, one wait for an authority or the other team (by a reason that pauses the promise, or one that does not),
questions to the other team, one second matter that is split off, one reopening, one extension, one closure announced,
one appeal against a refusal or a merge. No case is linked to a fault: no rule but those of the link reads it. No reply
waits to be recalled: a recall brings back what stood before, as `tests/case/test_recalling.py` shows.
Thresholds fall on instants, between them, and before a night.
At the first four instants all actions are possible, in any order and number; the case opens at the first of them, or
is imported at the third from where another system had it, and a second life begins at any. After the last one comes the
horizon, weeks later: nobody acts, and what fell due happens.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from itertools import product
from typing import Any, NamedTuple

from chaos.search import imports
from chaos.search.policy import (
    APPEAL,
    CHANNEL,
    CLERK,
    COLLEAGUE,
    DIRECTOR,
    FAULT,
    HORIZON,
    HOUR,
    INSTANTS,
    OFFICER,
    OTHER,
    OTHER_SERVICE,
    POLICY,
    REFERENCE,
    STAFF,
    SUPERVISOR,
    TEAMS,
    TUESDAY_CLOSED,
)
from models.case.commands import BENEFICIARY, COMMAND, SYSTEM, Actor, AnyCommand, Import
from models.case.edition import NEWEST
from models.case.events import Assessed, Body, Closed, Event, Merged, Opened, Reclassified, SplitOff
from models.case.state import CaseState, Refusal
from models.codes import ContactWay, Effect, Outcome, Priority, Requester, Role, Stage
from models.policy import terms_of
from models.sharing import Colleague
from models.triage.assessment import Assessment
from workflows.case.deadlines import carry_out, settle
from workflows.case.decide import decide
from workflows.case.sharing.choosing import PossibleHolder, choose
from workflows.case.sharing.giving import given
from workflows.case.sharing.work import demand_of, work_of


class By(StrEnum):
    """Who causes an action."""

    STAFF = "staff"
    BENEFICIARY = "beneficiary"
    SYSTEM = "system"
    TIME = "time"


class Move(NamedTuple):
    """One thing that may happen to the case, and the events it causes; no events: refused, or nothing to do."""

    name: str
    by: By
    take: Callable[[CaseState, datetime], tuple[Event, ...]]
    command: AnyCommand | None = None
    ends: bool = True
    """Whether it counts as a way to an end of the case, when ends are looked for."""
    advances: bool = False
    """Whether it moves the world to the next instant."""


_GROUNDS: dict[str, Any] = {"reply": {"text": "نفيدكم"}}
_APPROVE, _REJECT = _GROUNDS | {"reason": "removed"}, _GROUNDS | {"reason": "not_met"}
_ASK = _GROUNDS | {"reason": "missing", "documents": ("passport",)}
_REDIRECT = {"reason": "other"}
_ELSEWHERE = {"opened_at": INSTANTS[0], "as_of": INSTANTS[0], "stage": "queued", "team": "x", "used": timedelta()}
"""Where another system's case stands: a case that was opened here is not imported again."""
_ASKED_FOR = {"requested_by": Requester.APPLICANT, "way": ContactWay.PHONE}
_WAIT = {"party": "traffic"}

_BY_STAFF: tuple[tuple[str, dict[str, Any]], ...] = (
    ("claim", {}),
    ("release", {}),
    ("approve", _APPROVE),
    ("reject", _REJECT),
    ("confirm", {}),
    ("send_back", {"note": "x"}),
    ("ask", _ASK),
)
"""The commands whose effect or permission depends on who gives them: each is given by all three of staff."""
_BY_A_SUBSTITUTE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("claim", {}),
    ("release", {}),
    ("approve", _APPROVE),
    ("confirm", {}),
    ("send_back", {"note": "x"}),
)
"""What the officer may do in the supervisor's place too."""
_BY_ONE: tuple[tuple[str, Actor, dict[str, Any]], ...] = (
    *(("assign", SUPERVISOR, {"to": somebody}) for somebody in STAFF),
    ("assign", OFFICER, {"to": OFFICER}),
    *((kind, OFFICER, fields | {"absent": (SUPERVISOR,)}) for kind, fields in _BY_A_SUBSTITUTE),
    ("approve", OFFICER, _GROUNDS),
    ("approve", OFFICER, {"reason": "removed"}),
    ("redirect", OFFICER, _REDIRECT | {"team": TEAMS[1]}),
    ("redirect", COLLEAGUE, _REDIRECT | {"team": TEAMS[0]}),
    ("redirect", COLLEAGUE, _REDIRECT | _GROUNDS | {"authority": "traffic"}),
    ("merge", COLLEAGUE, {"into": OTHER}),
    ("merge", COLLEAGUE, {"into": REFERENCE}),
    ("escalate", OFFICER, {}),
    ("escalate", SYSTEM, {}),
    ("extend", SUPERVISOR, {"by": 2 * HOUR, "note": "x"}),
    ("extend", OFFICER, {"by": 2 * HOUR, "note": "x"}),
    ("note", OFFICER, {"text": "x"}),
    ("prioritise", SUPERVISOR, {"priority": Priority.URGENT}),
    ("prioritise", SUPERVISOR, {"priority": Priority.HIGH}),
    ("reply", BENEFICIARY, {"text": "x"}),
    ("reply", OFFICER, {"text": "x"}),
    ("withdraw", BENEFICIARY, {}),
    ("reopen", BENEFICIARY, {"text": "x"}),
    ("reopen", BENEFICIARY, {"text": "x", "retry_failed": True}),
    ("rate", BENEFICIARY, {"score": 1}),
    ("rate", BENEFICIARY, {"score": 5}),
    ("calendar_changed", SYSTEM, {"change": TUESDAY_CLOSED, "why": "x"}),
    ("migrate", DIRECTOR, {"version": POLICY.version, "terms": terms_of(POLICY), "why": "x"}),
    ("wait", OFFICER, _WAIT | {"reason": "elsewhere"}),
    ("wait", COLLEAGUE, _WAIT | {"reason": "ours"}),
    ("wait", OFFICER, {"party": TEAMS[1], "reason": "ours"}),
    ("resume", OFFICER, {"answer": "x"}),
    ("resume", SUPERVISOR, {}),
    ("resume", CLERK, {"answer": "x"}),
    ("resume", CLERK, {}),
    ("consult", OFFICER, {"to": TEAMS[1], "question": "x"}),
    ("consult", COLLEAGUE, {"to": TEAMS[0], "question": "x"}),
    ("answer_consultation", OFFICER, {"answer": "x", "said_by": "x", "way": "phone"}),
    ("answer_consultation", COLLEAGUE, {"answer": "x"}),
    ("interim_reply", OFFICER, _GROUNDS),
    ("reclassify", OFFICER, {"service": OTHER_SERVICE.service, "note": "x"}),
    ("split", OFFICER, {"service": OTHER_SERVICE.service, "note": "x"}),
    ("seen", COLLEAGUE, {"documents": ("passport",)}),
    ("remind", BENEFICIARY, {}),
    ("close", SUPERVISOR, _ASKED_FOR),
    ("reopen_for", SUPERVISOR, _ASKED_FOR | {"text": "x"}),
    ("withdraw_for", SUPERVISOR, _ASKED_FOR),
    ("appeal", BENEFICIARY, {"text": "x"}),
    ("appeal_for", DIRECTOR, _ASKED_FOR | {"text": "x"}),
    ("import", DIRECTOR, {"fingerprint": "f" * 64, "standing": _ELSEWHERE}),
    ("link_fault", BENEFICIARY, {"fault": FAULT}),
    ("unlink_fault", OFFICER, {"fault": FAULT}),
    ("recall", OFFICER, {"note": "x"}),
    ("conclude_appeal", SYSTEM, {"appeal": APPEAL, "outcome": Outcome.REFUSED}),
    ("conclude_appeal", SYSTEM, {"appeal": APPEAL, "outcome": Outcome.DONE, "over": True}),
)
_DELAYED: tuple[tuple[str, Actor, dict[str, Any]], ...] = (
    ("approve", OFFICER, _APPROVE),
    ("confirm", SUPERVISOR, {}),
    ("reject", COLLEAGUE, _REJECT),
    ("reply", BENEFICIARY, {"text": "x"}),
    ("reopen", BENEFICIARY, {"text": "x"}),
)
"""Commands that were sent at the instant before, and waited in a queue until now."""


def _given(command: AnyCommand, state: CaseState, now: datetime) -> tuple[Event, ...]:
    verdict = decide(state, command, now)
    return () if isinstance(verdict, Refusal) else verdict


def _give(kind: str, actor: Actor, fields: dict[str, Any], sent_at: datetime | None = None) -> Move:
    """The action of giving a command."""
    late = "" if sent_at is None else ", sent before"
    shown = {name: value for name, value in fields.items() if name in _SHOWN}
    if absent := fields.get("absent"):
        shown |= {"absent": f"for {absent[0].id}"}
    details = ", ".join(str(getattr(value, "id", value)) for value in shown.values())
    name = f"{kind}({actor.id}{details and f', {details}'}{late})"
    raw = {"kind": kind, "actor": actor, "command_id": "the-command", "sent_at": sent_at} | fields
    command = COMMAND.validate_python(raw)
    by = {Role.BENEFICIARY: By.BENEFICIARY, Role.SYSTEM: By.SYSTEM}.get(actor.role, By.STAFF)
    return Move(name, by, partial(_given, command), command, ends=by is not By.BENEFICIARY and kind not in _NO_WAY_OUT)


_NO_WAY_OUT = frozenset({"merge", "withdraw_for"})
"""They end any open case: that is no proof that it can be decided."""
_SHOWN = ("to", "team", "authority", "into", "priority", "score", "retry_failed", "reason", "party", "answer")


def _open(effect: Effect) -> Move:
    """The action of the first stage."""

    def take(state: CaseState, now: datetime) -> tuple[Event, ...]:
        if state.stage is not Stage.RECEIVED:
            return ()
        bodies: list[Body] = [_opening(now), Assessed(assessment=_assessment(effect))]
        if effect is Effect.MERGE_DUPLICATE:
            bodies += [Merged(into=OTHER), Closed(outcome=Outcome.MERGED)]
        return tuple(Event(seq=seq, at=now, actor=SYSTEM, body=body) for seq, body in enumerate(bodies, start=1))

    return Move(f"open({effect})", By.SYSTEM, take)


def _import(standing: str, command: Import) -> Move:
    """The action of going on with a case of another system."""

    def take(state: CaseState, now: datetime) -> tuple[Event, ...]:
        return imports.events_of(command, now) if state.stage is Stage.RECEIVED else ()

    return Move(f"import({standing})", By.STAFF, take, command)


def _opening(now: datetime) -> Opened:
    return Opened(
        fingerprint="f",
        submitted_at=now,
        clock_from=now,
        channel=CHANNEL,
        applicant_type="resident",
        language="ar",
        service=POLICY.service,
        policy=POLICY.digest,
        edition=NEWEST,
    )


def _assessment(effect: Effect) -> Assessment:
    return Assessment(effect=effect, team=TEAMS[0], priority=Priority.HIGH, problem="technical_error")


def _wake(state: CaseState, now: datetime) -> tuple[Event, ...]:
    return settle(state, now)[1]


def _find_people(state: CaseState, now: datetime) -> tuple[Event, ...]:
    search = next((each for each in state.pending if each.rung), None)  # an escalation by hand only tells them
    if search is None:
        return ()
    body = carry_out(search, (SUPERVISOR,), False)
    return (Event(seq=state.seq + 1, at=now, actor=SYSTEM, body=body),)


def _classify(state: CaseState, now: datetime) -> tuple[Event, ...]:
    """The pack's answer to a correction of the classification."""
    wanted = state.reclassification
    if wanted is None:
        return ()
    body = Reclassified(service=wanted.service, terms=OTHER_SERVICE)
    return (Event(seq=state.seq + 1, at=now, actor=SYSTEM, body=body),)


def _open_second(state: CaseState, now: datetime) -> tuple[Event, ...]:
    """The case of a second matter is open."""
    second = state.pending_split
    if second is None:
        return ()
    body = SplitOff(second=second.reference, service=second.service, team=TEAMS[1])
    return (Event(seq=state.seq + 1, at=now, actor=SYSTEM, body=body),)


def _share_out(people: tuple[Actor, ...], state: CaseState, now: datetime) -> tuple[Event, ...]:
    """What comes of a case, or a step, that is to be given to one of the people who are there."""
    work = work_of(state)
    if work is None or state.sharing is None:
        return ()
    there = (PossibleHolder(person, Colleague(id=person.id)) for person in people)
    bodies = given(state, choose(demand_of(state, work), there))
    return tuple(Event(seq=state.seq + place, at=now, actor=SYSTEM, body=body) for place, body in enumerate(bodies, 1))


def _nothing(state: CaseState, now: datetime) -> tuple[Event, ...]:
    return ()


_WAKE, _PEOPLE = Move("wake", By.TIME, _wake), Move("find people", By.SYSTEM, _find_people)
_CLASSIFY = Move("classify", By.SYSTEM, _classify)
_SECOND = Move("open the second case", By.SYSTEM, _open_second)
_SHARE = Move("share out", By.SYSTEM, partial(_share_out, (COLLEAGUE, SUPERVISOR)))
_SHARE_IN_VAIN = Move("share out, nobody there", By.SYSTEM, partial(_share_out, ()))
_ADVANCE = Move("next instant", By.TIME, _nothing, advances=True)
OPENINGS = tuple(_open(effect) for effect in (Effect.ROUTE, Effect.RETURN_COMPLETION, Effect.MERGE_DUPLICATE))
IMPORTS = tuple(_import(*each) for each in imports.IMPORTS.items())


def _actions(place: int) -> Iterable[Move]:
    yield from (_WAKE, _PEOPLE, _CLASSIFY, _SECOND, _SHARE, _SHARE_IN_VAIN)
    if place == HORIZON:
        return
    yield _ADVANCE
    yield from (_give(kind, actor, fields) for (kind, fields), actor in product(_BY_STAFF, STAFF))
    yield from (_give(*each) for each in _BY_ONE)
    if place:
        yield from (_give(*each, sent_at=INSTANTS[place - 1]) for each in _DELAYED)
    else:
        yield from OPENINGS
    if place == imports.PLACE:
        yield from IMPORTS


ACTIONS = tuple(tuple(_actions(place)) for place in range(len(INSTANTS)))
"""The actions at each instant."""

START = CaseState(reference=REFERENCE, policy=POLICY)
"""The case before its first stage."""
