"""The fold of a case's events, written from docs/architecture.md alone: what stands after each of them.

It shares no code with `workflows.case.evolve`, against which it is tested.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from chaos.checks.calendar import calendar_of, changed
from chaos.checks.events import Event, instant
from chaos.checks.policies import Json, Policy, Promise, seconds, with_terms
from chaos.checks.recall import recalled, with_reply
from chaos.checks.sharing import nobody_available, shared_out, with_sharing
from chaos.checks.standing import (
    ANSWER,
    CONSULTATION,
    FIRST,
    FOLLOW_UP,
    NOTHING,
    PROMISES,
    RESOLUTION,
    THIRD_PARTY,
    Appeal,
    Clock,
    Standing,
)

_RETURNED = frozenset({"return_completion", "return_guidance"})
_FOR_PEOPLE = frozenset({"notify", "inform", "hand_over"})
"""Actions of a rung for which people have to be found."""

Changes = dict[str, Any]


def before_everything(reference: str, policy: Policy) -> Standing:
    """What stands before the first event."""
    others = {name: calendar_of(rules) for name, rules in policy.calendars.items()}
    return Standing(reference, policy, calendar_of(policy.calendar), others)


def standings(
    start: Standing, events: Iterable[Event], notices: Callable[[Standing, Event], Iterable[str]]
) -> Iterator[Standing]:
    """What stands before the first event and after each; `notices` are the keys of those that an event calls for."""
    yield start
    for event in events:
        after = replace(start, **_RULES[event.type](start, event), seq=event.seq, at=event.at)
        after = with_reply(start, after, event)
        after = with_sharing(start, after, event)
        start = replace(after, unsent=(*after.unsent, *notices(after, event)))
        yield start


def _opened(now: Standing, event: Event) -> Changes:
    since = datetime.fromisoformat(event.body["clock_from"])
    clocks = {kind: _begun(now, kind, "normal", since) for kind in PROMISES}
    return {"opened": event.body, "opened_at": event.at, "service": event.body["service"], "clocks": clocks}


def _imported(now: Standing, event: Event) -> Changes:
    """Where the other system says that it stands, with what its clocks had used; nothing of before happens again."""
    said = event.body["standing"]
    opened, since = datetime.fromisoformat(said["opened_at"]), _stands_still_since(now, said)
    holder, responded = event.body.get("to"), instant(said.get("first_responded_at"))
    found = replace(now, opened=event.body, priority=said["priority"], reopens=said["reopens"])
    clocks = {kind: _brought(found, kind, said, since) for kind in PROMISES}
    if responded:
        begun = _begun(found, FIRST, said["priority"], opened)
        clocks[FIRST] = begun.ended(responded, now.time_of(begun))
    clocks[RESOLUTION] = replace(clocks[RESOLUTION], budget=clocks[RESOLUTION].budget + seconds(said["extended"]))
    clocks = {kind: replace(each, run=said["reopens"] + 1) for kind, each in clocks.items()}
    clocks = _limited(found, clocks, instant(said.get("legal_limit")))
    if asked := said.get("asked"):
        clocks[ANSWER] = Clock(ANSWER, now.policy.limit, instant(asked["since"]), said["rounds"])
    if wait := said.get("wait"):
        limit, _ = now.policy.wait_reasons[wait["reason"]]
        clocks[THIRD_PARTY] = Clock(THIRD_PARTY, limit, instant(wait["since"]), said["waits"])
    names = {rung.name for rung in now.policy.ladder}
    for passed in event.body["passed"]:
        clock = clocks[passed["clock"]]
        whole = clock.whole(now.time_of(clock)) if passed["breached"] else None
        marks = tuple(passed["marks"])
        clocks[clock.kind] = replace(clock, reached=marks, breached=passed["breached"], broken_at=whole)
    return {
        "opened": event.body,
        "opened_at": opened,
        "imported": True,
        "service": event.body["service"],
        "problem": said.get("problem") or "",
        "stage": said["stage"],
        "team": said["team"],
        "assignee": holder["id"] if holder else None,
        "priority": said["priority"],
        "clocks": clocks,
        "first_responded_at": responded,
        "rounds": said["rounds"],
        "reopens": said["reopens"],
        "extended": seconds(said["extended"]),
        "escalation": sum(mark in names for passed in event.body["passed"] for mark in passed["marks"]),
        "third_party": wait["party"] if wait else None,
    }


def _stands_still_since(now: Standing, said: Json) -> datetime | None:
    """Since when the promise of an imported case pauses."""
    if asked := said.get("asked"):
        return instant(asked["since"])
    wait = said.get("wait")
    return instant(wait["since"]) if wait and now.policy.wait_reasons[wait["reason"]][1] else None


def _brought(now: Standing, kind: str, said: Json, still_since: datetime | None) -> Clock:
    """A promise with what another system had counted as its first stretch."""
    opened, as_of = datetime.fromisoformat(said["opened_at"]), datetime.fromisoformat(said["as_of"])
    begun, used = _begun(now, kind, said["priority"], opened), seconds(said["used"])
    counted = now.time_of(begun)
    ledger = now.time_of(_begun(now, RESOLUTION, said["priority"], opened))
    if counted.rules != ledger.rules and now.edition > 3:
        used = counted.used(opened, still_since or as_of)
    return replace(
        begun,
        used_before=used,
        since=None if still_since else as_of,
        stretches=((opened, still_since or as_of, used),),
        given=True,
    )


def _assessed(now: Standing, event: Event) -> Changes:
    said = event.body["assessment"]
    clocks = _rebudgeted(now, said["priority"])
    clocks = _limited(now, clocks, instant(said.get("due_cap")))
    changes: Changes = {name: said[name] for name in ("effect", "team", "priority", "problem")}
    if said["effect"] in _RETURNED:
        return changes | _returned(replace(now, clocks=clocks), event)
    return changes | {"clocks": clocks, "stage": "queued"}


def _claimed(now: Standing, event: Event) -> Changes:
    return _responded(now, event) | {"assignee": event.stands_in_for or event.actor, "stage": "in_review"}


def _released(now: Standing, event: Event) -> Changes:
    return {"assignee": None, "stage": "queued" if now.stage == "in_review" else now.stage}


def _assigned(now: Standing, event: Event) -> Changes:
    stage = "in_review" if now.stage == "queued" else now.stage
    return _responded(now, event) | {"assignee": event.body["to"]["id"], "stage": stage}


def _proposed(now: Standing, event: Event) -> Changes:
    return _responded(now, event) | {"steps": (event.body["step"],), "stage": "awaiting_approval"}


def _confirmed(now: Standing, event: Event) -> Changes:
    return {} if now.steps is None else {"steps": (*now.steps, event.body["step"])}


def _sent_back(now: Standing, event: Event) -> Changes:
    return {"steps": None, "stage": "in_review"}


def _resolved(now: Standing, event: Event) -> Changes:
    clocks = _all_ended(now, event.at)
    clocks[FOLLOW_UP] = Clock(FOLLOW_UP, now.policy.window, event.at)
    return {
        "clocks": clocks,
        "steps": None,
        "pending": (),
        "outcome": event.body["outcome"],
        "first_responded_at": now.first_responded_at or event.at,
        "resolved_at": event.at,
        "stage": "resolved",
        "consulted": None,
    }


def _asked(now: Standing, event: Event) -> Changes:
    responded = _responded(now, event)
    return responded | {"steps": None} | _returned(replace(now, clocks=responded["clocks"]), event)


def _reminded(now: Standing, event: Event) -> Changes:
    return _with_clock(now, ANSWER, reached=("reminder",))


def _replied(now: Standing, event: Event) -> Changes:
    clocks = {
        kind: clock if clock.running or clock.stopped else replace(clock, since=event.at)
        for kind, clock in now.clocks.items()
    }
    clocks[ANSWER] = now.clocks[ANSWER].ended(event.at, now.calendar)
    return {"clocks": clocks, "stage": "replied"}


def _wait_begun(now: Standing, event: Event) -> Changes:
    responded = _responded(now, event)
    clocks = responded["clocks"]
    if event.body["pauses"]:
        clocks[RESOLUTION] = clocks[RESOLUTION].paused(event.at, now.time_of(clocks[RESOLUTION]))
    limit = seconds(event.body["limit"])
    clocks[THIRD_PARTY] = Clock(THIRD_PARTY, limit, event.at, _next_run(now, THIRD_PARTY))
    return responded | {"stage": "awaiting_third_party", "third_party": event.body["party"]}


def _wait_ended(now: Standing, event: Event) -> Changes:
    """The promise goes on: from the end of the time for the answer, when that is what ended the wait."""
    clocks, at = dict(now.clocks), event.at
    if event.body["cause"] == "limit" and (due := clocks[THIRD_PARTY].due(now.calendar)):
        at = min(due, at)
    clocks[THIRD_PARTY] = clocks[THIRD_PARTY].ended(at, now.calendar)
    clocks[RESOLUTION] = _going_on(clocks[RESOLUTION], at)
    return {"clocks": clocks, "stage": _at_work(now), "third_party": None}


def _taken_up(now: Standing, event: Event) -> Changes:
    responded = _responded(now, event)
    clocks = responded["clocks"]
    clocks[ANSWER] = clocks[ANSWER].ended(event.at, now.calendar)
    clocks[RESOLUTION] = _going_on(clocks[RESOLUTION], event.at)
    return responded | {"stage": _at_work(now)}


def _chased(now: Standing, event: Event) -> Changes:
    clock = now.clocks[event.body["clock"]]
    times = 1 + sum(mark.startswith("chased") for mark in clock.reached)
    return _with_clock(now, clock.kind, reached=(*clock.reached, f"chased {times}"))


def _consulted(now: Standing, event: Event) -> Changes:
    responded = _responded(now, event)
    limit = seconds(event.body["limit"])
    responded["clocks"][CONSULTATION] = Clock(CONSULTATION, limit, event.at, _next_run(now, CONSULTATION))
    return responded | {"consulted": event.body["to"]}


def _consultation_answered(now: Standing, event: Event) -> Changes:
    ended = now.clocks[CONSULTATION].ended(event.at, now.calendar)
    return {"clocks": {**now.clocks, CONSULTATION: ended}, "consulted": None}


def _reclassified(now: Standing, event: Event) -> Changes:
    """Another service's promise, with the time used; the first stage's findings, where it was run again."""
    said, found = event.body, event.body["assessment"] or {}
    policy = with_terms(now.policy, said["terms"]) if said["terms"] else now.policy
    priority = found.get("priority", now.priority)
    brought = (said["terms"] or {}).get("calendars", {})
    calendars = {**{name: calendar_of(rules) for name, rules in brought.items()}, **now.calendars}
    clocks = _rebudgeted(replace(now, policy=policy, calendars=calendars), priority)
    if limit := instant(found.get("due_cap")):
        clocks = _limited(now, clocks, limit)
    changes: Changes = {"policy": policy, "calendars": calendars, "clocks": clocks, "priority": priority, "steps": None}
    if now.stage == "awaiting_approval":
        changes["stage"] = _at_work(now)
    if problem := said["problem"] or found.get("problem"):
        changes["problem"] = problem
    if said["service"]:
        changes["service"] = said["service"]
    return changes


def _migrated(now: Standing, event: Event) -> Changes:
    """Another version's promise for the same service, with the time used."""
    terms = event.body["terms"]
    policy = replace(with_terms(now.policy, terms), version=event.body["version"])
    brought = terms.get("calendars", {})
    calendars = {**{name: calendar_of(rules) for name, rules in brought.items()}, **now.calendars}
    clocks = _rebudgeted(replace(now, policy=policy, calendars=calendars), now.priority)
    return {"policy": policy, "calendars": calendars, "clocks": clocks}


def _appealed(now: Standing, event: Event) -> Changes:
    return {"appeals": (*now.appeals, Appeal(event.body["appeal"], event.at))}


def _appeal_opened(now: Standing, event: Event) -> Changes:
    return _of_appeal(now, event, team=event.body["team"])


def _appeal_concluded(now: Standing, event: Event) -> Changes:
    return _of_appeal(now, event, outcome=event.body["outcome"], over=event.body["over"])


def _of_appeal(now: Standing, event: Event, **changes: Any) -> Changes:
    named = event.body["appeal"]
    return {"appeals": tuple(replace(each, **changes) if each.reference == named else each for each in now.appeals)}


def _split_asked(now: Standing, event: Event) -> Changes:
    return _responded(now, event) | {"splitting": event.body["second"]}


def _split_ended(now: Standing, event: Event) -> Changes:
    return {"splitting": None}


def _reminder_given(now: Standing, event: Event) -> Changes:
    """A rung of its own: people are looked for, as for the actions of any other."""
    actions = (each for each in now.policy.on_reminder if each["action"] in _FOR_PEOPLE)
    asked = tuple(_action("beneficiary_reminds", each) for each in actions)
    return {"escalation": now.escalation + 1, "pending": (*now.pending, *asked)}


def _a_person_acted(now: Standing, event: Event) -> Changes:
    return _responded(now, event)


def _redirected(now: Standing, event: Event) -> Changes:
    moved = {"assignee": None, "team": event.body["team"], "steps": None, "stage": "queued"}
    return _responded(now, event) | moved


def _merged(now: Standing, event: Event) -> Changes:
    return {"into": event.body["into"]}


def _rung_reached(now: Standing, event: Event) -> Changes:
    kind, name = event.body["clock"], event.body["rung"]
    rung = {each.name: each for each in now.policy.ladder}[name]
    asked = tuple(_action(name, _asked_of(now, kind, each)) for each in rung.actions if each["action"] in _FOR_PEOPLE)
    reached = _with_clock(now, kind, reached=(*now.clocks[kind].reached, name))
    return reached | {"escalation": now.escalation + 1, "pending": (*now.pending, *asked)}


def _breached(now: Standing, event: Event) -> Changes:
    clock = now.clocks[event.body["clock"]]
    whole = clock.whole(now.time_of(clock)) if now.edition > 1 else None
    return _with_clock(now, event.body["clock"], breached=True, broken_at=whole)


def _escalated(now: Standing, event: Event) -> Changes:
    said = event.body
    changes: Changes = {"pending": _after_escalation(now, _action(said["rung"], said), bool(said.get("awaits_people")))}
    if said["priority"]:
        changes["priority"] = said["priority"]
    if said["team"]:
        stage = "queued" if now.stage == "in_review" else now.stage
        changes |= {"team": said["team"], "assignee": None, "stage": stage}
    if said["action"] == "hand_over" and said["people"]:
        stage = "in_review" if now.stage == "queued" else now.stage
        changes |= {"assignee": said["people"][0]["id"], "stage": stage}
    return changes


def _extended(now: Standing, event: Event) -> Changes:
    by, clock = seconds(event.body["by"]), now.clocks[RESOLUTION]
    longer = clock if clock.stopped else replace(clock, budget=clock.budget + by)
    return {"clocks": {**now.clocks, RESOLUTION: longer}, "extended": now.extended + by}


def _reprioritised(now: Standing, event: Event) -> Changes:
    return {"priority": event.body["priority"], "clocks": _rebudgeted(now, event.body["priority"])}


def _reopened(now: Standing, event: Event) -> Changes:
    clocks = _all_ended(now, event.at)
    for kind in PROMISES:
        before = now.clocks[kind]
        anew = _begun(now, kind, now.priority, event.at)
        clocks[kind] = replace(anew, run=before.run + 1, limit=before.limit)
    return {
        "clocks": clocks,
        "assignee": None,
        "stage": "queued",
        "outcome": None,
        "resolved_at": None,
        "reopens": now.reopens + 1,
        "escalation": 0,
        "extended": NOTHING,
    }


def _rated(now: Standing, event: Event) -> Changes:
    return {"rating": event.body["score"]}


def _closed(now: Standing, event: Event) -> Changes:
    return {
        "clocks": _all_ended(now, event.at),
        "steps": None,
        "pending": (),
        "outcome": event.body["outcome"],
        "closed_at": event.at,
        "stage": "closed",
        "third_party": None,
        "consulted": None,
    }


def _calendar_changed(now: Standing, event: Event) -> Changes:
    """The new calendar; a breach that it puts off was none. What was used before another season stays used."""
    change = event.body["change"]
    name = change["calendar"] if change["calendar"] in now.calendars else ""
    known = now.calendars.get(name, now.calendar)
    calendar = calendar_of(changed(known.rules, change))
    season = (calendar.rules.get("months") or []) != (known.rules.get("months") or [])
    changes: Changes = {"calendars": {**now.calendars, name: calendar}} if name else {"calendar": calendar}
    after = replace(now, **changes)
    if now.reply:
        moved = {kind: _under(now, after, each, event, season) for kind, each in now.reply.moved.items()}
        changes |= {"reply": replace(now.reply, moved=moved)}
    return changes | {"clocks": {kind: _under(now, after, each, event, season) for kind, each in now.clocks.items()}}


def _under(now: Standing, after: Standing, clock: Clock, event: Event, season: bool) -> Clock:
    """A clock under the calendar after a change of it."""
    time, until = after.time_of(clock), clock.due(now.time_of(clock))
    moved = time.rules != now.time_of(clock).rules
    if season and moved and clock.since and until and (until := min(until, event.at)) > clock.since:
        clock = replace(clock.paused(until, now.time_of(clock)), since=until)
    clock = _counted_anew(now, after, clock, event.at if season else None)
    due, enough = clock.due(time), clock.broken_at
    used_up = enough is not None and clock.used(event.at, time) >= enough
    breached = clock.breached and (used_up or not (due and due > event.at))
    return replace(clock, breached=breached, broken_at=enough if breached else None)


def _counted_anew(now: Standing, after: Standing, clock: Clock, settled: datetime | None) -> Clock:
    """A clock whose days end otherwise: what lies between the old end and the new one is added, or taken away.

    Both ends are measured from its start, each in its own calendar; from when the ledger was settled where it was.
    """
    promise, began = clock.promise, clock.began
    if promise.days is None or clock.stopped or began is None:
        return clock
    before, ends = now.end(promise, began), after.end(promise, began)
    since = settled or began
    if before <= since:
        return clock
    was, will_be = now.time_in(promise).used(since, before), after.time_in(promise).used(since, ends)
    return replace(clock, budget=max(clock.budget + will_be - was, NOTHING))


def _notice_ended(now: Standing, event: Event) -> Changes:
    unsent = tuple(key for key in now.unsent if key != event.body["key"])
    return {"unsent": unsent, "ended": now.ended | {event.seq}}


def _refused(now: Standing, event: Event) -> Changes:
    return {"refused": now.refused + 1}


def _fault_linked(now: Standing, event: Event) -> Changes:
    return {"fault": event.body["fault"]}


def _fault_known(now: Standing, event: Event) -> Changes:
    return {"told_of_faults": (*now.told_of_faults, event.body["fault"])}


def _fault_unlinked(now: Standing, event: Event) -> Changes:
    return {"fault": None}


def _nothing(now: Standing, event: Event) -> Changes:
    return {}


_RULES: Mapping[str, Callable[[Standing, Event], Changes]] = {
    "opened": _opened,
    "imported": _imported,
    "assessed": _assessed,
    "claimed": _claimed,
    "released": _released,
    "assigned": _assigned,
    "proposed": _proposed,
    "confirmed": _confirmed,
    "sent_back": _sent_back,
    "resolved": _resolved,
    "asked": _asked,
    "reminded": _reminded,
    "replied": _replied,
    "redirected": _redirected,
    "merged": _merged,
    "rung_reached": _rung_reached,
    "breached": _breached,
    "escalated": _escalated,
    "extended": _extended,
    "noted": _nothing,
    "reprioritised": _reprioritised,
    "withdrawn": _nothing,
    "reopened": _reopened,
    "rated": _rated,
    "closed": _closed,
    "calendar_changed": _calendar_changed,
    "notice_sent": _notice_ended,
    "notice_failed": _notice_ended,
    "refused": _refused,
    "resumed": _nothing,
    "erased": _nothing,
    "reconciled": _nothing,
    "wait_begun": _wait_begun,
    "wait_ended": _wait_ended,
    "taken_up": _taken_up,
    "chased": _chased,
    "consulted": _consulted,
    "consultation_answered": _consultation_answered,
    "interim_replied": _a_person_acted,
    "reclassification_asked": _a_person_acted,
    "reclassified": _reclassified,
    "not_reclassified": _nothing,
    "appealed": _appealed,
    "appeal_opened": _appeal_opened,
    "appeal_concluded": _appeal_concluded,
    "split_asked": _split_asked,
    "split_off": _split_ended,
    "not_split": _split_ended,
    "documents_seen": _a_person_acted,
    "reminder_given": _reminder_given,
    "migrated": _migrated,
    "shared_out": shared_out,
    "nobody_available": nobody_available,
    "fault_linked": _fault_linked,
    "fault_known": _fault_known,
    "fault_unlinked": _fault_unlinked,
    "recalled": recalled,
    "reply_final": _nothing,
}
"""What each type of event changes."""


def _going_on(clock: Clock, at: datetime) -> Clock:
    return clock if clock.running or clock.stopped else replace(clock, since=at)


def _at_work(now: Standing) -> str:
    """Where a case is that waits for nobody."""
    return "in_review" if now.assignee else "queued"


def _next_run(now: Standing, kind: str) -> int:
    return now.clocks[kind].run + 1 if kind in now.clocks else 1


def _asked_of(now: Standing, clock: str, action: Json) -> Json:
    """An action on the time for an answer is for the team that was asked, where it names none."""
    target = action.get("target")
    if clock != CONSULTATION or not target or target.get("team") or now.consulted not in now.policy.teams:
        return action
    return {**action, "target": {**target, "team": now.consulted}}


def _responded(now: Standing, event: Event) -> Changes:
    """A person acted: the first response is given."""
    first = now.clocks[FIRST].ended(event.at, now.time_of(now.clocks[FIRST]))
    return {"clocks": {**now.clocks, FIRST: first}, "first_responded_at": now.first_responded_at or event.at}


def _returned(now: Standing, event: Event) -> Changes:
    """Back to the beneficiary: the directorate's clocks pause, and the limit on the answer runs."""
    clocks = {
        kind: clock.paused(event.at, now.time_of(clock)) if clock.running and kind != CONSULTATION else clock
        for kind, clock in now.clocks.items()
    }
    rounds = now.rounds + 1
    clocks[ANSWER] = Clock(ANSWER, now.policy.limit, event.at, rounds)
    return {"clocks": clocks, "rounds": rounds, "stage": "awaiting_beneficiary"}


def _rebudgeted(now: Standing, priority: str) -> dict[str, Clock]:
    clocks = dict(now.clocks)
    for kind in PROMISES:
        if not (clock := clocks[kind]).stopped:
            clocks[kind] = _promised(now, clock, now.policy.targets[kind][priority])
    return clocks


def _limited(now: Standing, clocks: Mapping[str, Clock], limit: datetime | None) -> dict[str, Clock]:
    """The promises under a legal limit; in cases of the first edition that of the resolution alone."""
    if now.edition == 1:
        return {**clocks, RESOLUTION: replace(clocks[RESOLUTION], cap=limit)}
    return {**clocks, **{kind: replace(clocks[kind], limit=limit) for kind in PROMISES}}


def _begun(now: Standing, kind: str, priority: str, at: datetime) -> Clock:
    """A clock that begins to run under the promise of a priority."""
    promise = now.policy.targets[kind][priority]
    return Clock(kind, now.budget(promise, at), at, began=at, promise=promise)


def _promised(now: Standing, clock: Clock, promise: Promise) -> Clock:
    """A clock under another promise, with what was added; measured anew where that counts in another calendar."""
    time = now.time_in(promise)
    ledger = clock.measured_in(time) if time is not now.time_of(clock) else clock
    extra = now.extended if clock.kind == RESOLUTION else NOTHING
    given = clock.began or clock.stretches[0][0]
    return replace(ledger, budget=now.budget(promise, given) + extra, promise=promise)


def _all_ended(now: Standing, at: datetime) -> dict[str, Clock]:
    return {kind: clock.ended(at, now.time_of(clock)) for kind, clock in now.clocks.items()}


def _with_clock(now: Standing, kind: str, **changes: Any) -> Changes:
    return {"clocks": {**now.clocks, kind: replace(now.clocks[kind], **changes)}}


def _action(rung: str | None, said: Json) -> tuple[str, str, str]:
    target = said.get("target") or {}
    return str(rung), said["action"], f"{target.get('role')} of {target.get('team')}"


def _after_escalation(now: Standing, search: tuple[str, str, str], awaited: bool) -> tuple[tuple[str, str, str], ...]:
    """The pending searches with the one that an escalation by hand begins, or without the one that has ended."""
    if not awaited:
        return _without(now.pending, search)
    return now.pending if search in now.pending else (*now.pending, search)


def _without(pending: tuple[tuple[str, str, str], ...], done: tuple[str, str, str]) -> tuple[tuple[str, str, str], ...]:
    """The pending actions less the first one that was carried out."""
    if done not in pending:
        return pending
    place = pending.index(done)
    return (*pending[:place], *pending[place + 1 :])
