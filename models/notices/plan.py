"""Notice plan: the notices an event calls for, by the routes of the pack. Pure; it holds no personal data."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, get_args

from models.base import unchecked
from models.case import events as e
from models.case.approval import teams_in_turn
from models.case.edition import FIRST, FOURTH
from models.case.events import Body, Event
from models.case.state import CaseState, Notice
from models.codes import Action, Audience, Channel, ClockKind, Effect, Outcome, PartyKind, Priority, WaitEnd
from models.notices.for_staff import told_to_staff
from models.notices.key import NoticeKey
from models.notices.quiet import after_quiet_hours, by_the_first_edition
from models.notices.roundups import next_roundup
from models.policy import NoticeRoute
from models.titles import BY_HAND

_KINDS: Mapping[str, tuple[str, ...]] = {
    "assessed": tuple(Effect),
    "escalated": tuple(Action),
    "breached": tuple(ClockKind),
    "rung_reached": tuple(ClockKind),
    "chased": (ClockKind.THIRD_PARTY, ClockKind.CONSULTATION),
    "wait_ended": tuple(WaitEnd),
}
_EVENT_TYPES = frozenset(member.model_fields["type"].default for member in get_args(get_args(Body)[0]))
ROUTABLE = _EVENT_TYPES | {f"{name}.{kind}" for name, kinds in _KINDS.items() for kind in kinds}
"""What a route may be `on`: a type of event, or one kind of it, as `assessed.return_completion`."""

_OF_A_NOTICE = (e.NoticeSent, e.NoticeFailed)
_NOT_STAFF = (Audience.BENEFICIARY, Audience.THIRD_PARTY)
_OF_WHO_OWES = (Audience.TEAM, Audience.THIRD_PARTY)
_notice = unchecked(Notice)

_RESULT_EVENTS: Mapping[Outcome, frozenset[str]] = {
    Outcome.NO_REPLY: frozenset({"closed"}),
    Outcome.MERGED: frozenset({"merged", "closed"}),
    Outcome.WITHDRAWN: frozenset({"withdrawn", "closed"}),
}
"""The events that bring an outcome, where that is not `resolved`."""


_CORRECTION = NoticeRoute(
    on="reconciled",
    audience=Audience.BENEFICIARY,
    channels=(Channel.PORTAL, Channel.EMAIL),
    template="corrected",
    urgent=True,
)
"""For cases whose policy is older than this event, or has no route for it: silence would be untrue."""


_ASSIGNED = e.Assigned.model_fields["type"].default
"""Whoever a case is given to by a rule is told as if somebody had given it to them, where a pack has no other route."""


def plan(state: CaseState, event: Event) -> tuple[Notice, ...]:
    """The notices of an event that is already folded into `state`, each key once: the first route to it counts."""
    routes = _routes(state, event.body)
    if not routes:
        return ()
    values, quiet_until = _placeholder_values(state, event), _quiet_until(state, event.at)
    notices: dict[str, Notice] = {}
    for route in routes:
        for notice in _notices(route, state, event, values, quiet_until):
            notices.setdefault(notice.key, notice)
    return tuple(notices.values())


def addressed(state: CaseState, event: Event) -> tuple[NoticeKey, ...]:
    """The keys of the notices that `plan` gives, without what they say."""
    routes = _routes(state, event.body)
    keys = (
        NoticeKey(state.reference, event.seq, route.audience, channel)
        for route in routes
        for channel in _channels(route, state)
    )
    return tuple(dict.fromkeys(keys)) if routes else ()


def silent_outcomes(routes: Iterable[NoticeRoute]) -> tuple[Outcome, ...]:
    """The outcomes the beneficiary gets no notice of; a pack must have none: no closing without a result (S59)."""
    to_beneficiary = [route for route in routes if route.audience is Audience.BENEFICIARY]

    def has_notice(outcome: Outcome) -> bool:
        events = _RESULT_EVENTS.get(outcome, {"resolved"})
        told = [route for route in to_beneficiary if not events.isdisjoint(route.events)]
        return any(route.is_for(outcome) for route in told)

    return tuple(outcome for outcome in Outcome if not has_notice(outcome))


def _routes(state: CaseState, body: Body) -> list[NoticeRoute]:
    """The routes of the notice plan that match an event."""
    routes = state.policy.routes_on if state.policy else {}
    candidates = routes.get(body.type)
    if isinstance(body, e.SharedOut):
        candidates = candidates or routes.get(_ASSIGNED)
    if isinstance(body, e.Reconciled):
        candidates = candidates or (_CORRECTION,)
    if not candidates:
        return []
    outcome = _outcome(state, body)
    return [route for route in candidates if route.is_for(outcome) and _applies(route, state, body)]


def _outcome(state: CaseState, body: Body) -> Outcome | None:
    """The outcome that an event is about: its own, else that of the case."""
    outcome: Outcome | None = _optional_field(body, "outcome") or state.outcome
    return outcome


def _is_on(route: NoticeRoute, body: Body) -> bool:
    """Whether a route names this event or its kind; who is given a case may be told as who gets it by hand."""
    types = (body.type, _ASSIGNED) if isinstance(body, e.SharedOut) else (body.type,)
    kind = _kind(body)
    return any(each in route.events or f"{each}.{kind}" in route.events for each in types)


def _is_about(route: NoticeRoute, body: Body) -> bool:
    """Whether a route is for this kind of its event, and for its reason; another authority is asked by other ways."""
    if not _is_on(route, body):
        return False
    if isinstance(body, e.Reclassified):
        return body.terms is not None  # a promise is told; a code is not
    if isinstance(body, e.Consulted) and route.audience is Audience.TEAM:
        return body.party_kind is PartyKind.TEAM
    if route.rungs and (_optional_field(body, "rung") or BY_HAND) not in route.rungs:
        return False
    if route.roles and getattr(_optional_field(body, "target"), "role", None) not in route.roles:
        return False
    return not route.reasons or _optional_field(body, "reason") in route.reasons


def _applies(route: NoticeRoute, state: CaseState, body: Body) -> bool:
    if not _is_about(route, body) or _is_of_another_party(route, state, body):
        return False
    if isinstance(body, _OF_A_NOTICE) and body.about_notice:
        return False  # a notice about a notice is listed when it fails, and nobody is told: no chain
    if isinstance(body, e.NoticeFailed):
        return route.audience is not NoticeKey.parse(body.key).audience
    if isinstance(body, e.Reconciled):
        return body.misinformed
    if isinstance(body, e.CalendarChanged | e.Migrated):  # many cases have this event, but few due instants move
        return body.due_before != body.due_after and state.clocks[ClockKind.RESOLUTION].running
    return route.audience is not Audience.ESCALATION or bool(_optional_field(body, "people"))


def _is_of_another_party(route: NoticeRoute, state: CaseState, body: Body) -> bool:
    """Whether a route is to whoever owes an answer, and that is somebody else, or nobody whom the pack can reach."""
    if route.audience is Audience.THIRD_PARTY:
        return _party_outside(state, body) is None
    if route.audience is not Audience.TEAM or state.edition < FOURTH:
        return False
    return _is_of_a_wait(body) and state.awaited_team is None


def _party_outside(state: CaseState, body: Body) -> str | None:
    """The authority or vendor with a contact that an event asks for an answer."""
    party = None
    if _is_of_a_wait(body) and state.wait:
        party = state.wait.party
    elif isinstance(body, e.Consulted | e.Chased) and state.consultation:
        party = state.consultation.to
    return party if party in state.rules.contacts else None


def _is_of_a_wait(body: Body) -> bool:
    """Whether an event is what the third party is told."""
    return isinstance(body, e.WaitBegun) or (isinstance(body, e.Chased) and body.clock is ClockKind.THIRD_PARTY)


def _kind(body: Body) -> Any:
    if isinstance(body, e.Assessed):
        return body.assessment.effect
    if isinstance(body, e.WaitEnded):
        return body.cause
    return _optional_field(body, "action") or _optional_field(body, "clock")


def _optional_field(body: Body, name: str) -> Any:
    """A field that only some events have; `getattr` for one that is missing costs microseconds."""
    return vars(body).get(name)


def _notices(
    route: NoticeRoute, state: CaseState, event: Event, values: dict[str, str], quiet_until: datetime
) -> Iterator[Notice]:
    urgent = route.urgent or state.priority is Priority.URGENT
    roundup = None if urgent else state.rules.roundups.get(route.roundup or "")
    if roundup:
        not_before = next_roundup(event.at, roundup, state.rules.working_calendar)
    else:
        not_before = event.at if urgent else quiet_until
    languages = state.rules.languages
    language = state.language if route.audience is Audience.BENEFICIARY else languages[0]
    if route.audience in _OF_WHO_OWES and _is_of_a_wait(event.body):
        values = values | _wait_due(state)
    if route.audience not in _NOT_STAFF:
        values = values | told_to_staff(state, event.body, not_before)
    if reply := _reply_text(event.body, (language, *languages)):
        values = values | {"reply": reply}
    shared: dict[str, Any] = {
        "seq": event.seq,
        "audience": route.audience,
        "template": route.template_of(_outcome(state, event.body)),
        "people": _people(route.audience, state, event),
        "team": _addressed(route, state, event.body),
        "values": values,
        "urgent": urgent,
        "about_notice": isinstance(event.body, _OF_A_NOTICE),
        "also_to_absent": isinstance(event.body, e.Assigned),
        "created_at": event.at,
        "not_before": not_before,
        "roundup": route.roundup if roundup else None,
    }
    for channel in _channels(route, state):
        key = NoticeKey(state.reference, event.seq, route.audience, channel)
        yield _notice(key=str(key), channel=channel, **shared)


def _channels(route: NoticeRoute, state: CaseState) -> tuple[Channel, ...]:
    """The route's channels, for a beneficiary those that reach them: the portal where none does."""
    if route.audience is not Audience.BENEFICIARY:
        return route.channels
    reached = [channel for channel in route.channels if channel in state.reach]
    return tuple(reached) or (Channel.PORTAL,)


def _quiet_until(state: CaseState, at: datetime) -> datetime:
    rules = state.rules
    if rules.quiet is None:
        return at
    end_of = by_the_first_edition if state.edition == FIRST else after_quiet_hours
    return end_of(at, rules.quiet, rules.working_calendar.zone)


def _people(audience: Audience, state: CaseState, event: Event) -> tuple[str, ...]:
    if audience is Audience.ESCALATION:
        return tuple(person.id for person in _optional_field(event.body, "people"))
    if audience is Audience.ASSIGNEE and isinstance(event.body, e.SharedOut):
        return (event.body.to.represents,)
    if audience is Audience.ASSIGNEE and state.assignee:
        return (state.assignee.represents,)
    return ()


def _addressed(route: NoticeRoute, state: CaseState, body: Body) -> str | None:
    """The team that is addressed; of a route to a third party, that one."""
    outside = route.audience is Audience.THIRD_PARTY
    return _party_outside(state, body) if outside else _addressed_team(state, body)


def _addressed_team(state: CaseState, body: Body) -> str | None:
    """The team whose people are addressed: that of the next approval step, or the one that owes an answer."""
    asked = state.consultation
    if asked and (isinstance(body, e.Consulted) or _optional_field(body, "clock") is ClockKind.CONSULTATION):
        return asked.to if asked.to in state.rules.teams else state.team
    if _is_of_a_wait(body) and state.awaited_team:
        return state.awaited_team
    if state.proposal is None or not isinstance(body, e.Proposed | e.Confirmed):
        return state.team
    waiting = teams_in_turn(state.rules.approvals, state.proposal.steps)
    return waiting[0] if waiting else state.team


def _placeholder_values(state: CaseState, event: Event) -> dict[str, str]:
    """Placeholder values that do not depend on the reader: codes, instants in ISO form, counts."""
    body, values = event.body, dict[str, str | None]()
    if due := _optional_field(body, "due") or _answer_due(state, body) or state.due:
        values |= {"due_date": due.isoformat(), "days": str(_working_days(state, event.at, due))}
    values |= {"documents": ",".join(_documents(state, body)), "outcome": state.outcome}
    values |= {
        "linked": _linked(state, body),
        "team": state.team,
        "rung": BY_HAND if _is_by_hand(body) else _optional_field(body, "rung"),
    }
    return {name: value for name, value in values.items() if value}


def _linked(state: CaseState, body: Body) -> str | None:
    """The other case of a request that was split: the second one where it was just opened, else the first."""
    if isinstance(body, e.SplitOff):
        return body.second
    return state.split_of.reference if state.split_of and isinstance(body, e.Assessed) else None


def _answer_due(state: CaseState, body: Body) -> datetime | None:
    """When a question has to be answered that was just asked."""
    if not isinstance(body, e.Consulted):
        return None
    clock = state.clocks[ClockKind.CONSULTATION]
    return clock.due(state.time_of(clock))


def _wait_due(state: CaseState) -> dict[str, str]:
    """When the wait ends by itself, for whoever owes the answer."""
    clock = state.clocks[ClockKind.THIRD_PARTY]
    due = clock.due(state.time_of(clock)) if state.edition >= FOURTH else None
    return {"due_date": due.isoformat()} if due else {}


def _is_by_hand(body: Body) -> bool:
    return isinstance(body, e.Escalated) and body.rung is None


def _working_days(state: CaseState, since: datetime, until: datetime) -> int:
    """Working days from one instant to another, as promises count them; none when the instant is past."""
    rules = state.rules
    return max(round(rules.working_calendar.between(since, until) / rules.calendar.working_day), 0)


def _documents(state: CaseState, body: Body) -> tuple[str, ...]:
    """What is asked for; in a reminder and after an answer, what of it has not arrived."""
    if isinstance(body, e.Asked):
        return body.documents
    if isinstance(body, e.Reminded | e.Replied):
        return state.asked_for
    return body.assessment.missing if isinstance(body, e.Assessed) else ()


def _reply_text(body: Body, languages: Iterable[str]) -> str:
    """The official reply with the questions asked, in the first of the languages that it has."""
    reply = _optional_field(body, "reply")
    if not isinstance(reply, e.OfficialReply):
        return ""
    questions = body.questions if isinstance(body, e.Asked) else ()
    return "\n".join((reply.of(*languages), *questions))
