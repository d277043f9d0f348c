"""What each type of event changes of a case."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from chaos.checks.calendar import calendar_of
from chaos.checks.events import Event, instant
from chaos.checks.fold.calendars import calendar_changed
from chaos.checks.fold.clocks import (
    all_ended,
    at_work,
    clock_begun,
    first_responded,
    going_on,
    limited,
    next_run,
    rebudgeted,
    returned,
    with_clock,
)
from chaos.checks.fold.imported import imported
from chaos.checks.fold.ladder import breached, escalated, reminder_given, rung_reached
from chaos.checks.policies import seconds, with_terms
from chaos.checks.recall import recalled
from chaos.checks.sharing import nobody_available, shared_out
from chaos.checks.standing import (
    ANSWER,
    CONSULTATION,
    FOLLOW_UP,
    NOTHING,
    PROMISES,
    RESOLUTION,
    THIRD_PARTY,
    Appeal,
    Changes,
    Clock,
    Standing,
)

_RETURNED = frozenset({"return_completion", "return_guidance"})


def _opened(now: Standing, event: Event) -> Changes:
    since = datetime.fromisoformat(event.body["clock_from"])
    clocks = {kind: clock_begun(now, kind, "normal", since) for kind in PROMISES}
    return {"opened": event.body, "opened_at": event.at, "service": event.body["service"], "clocks": clocks}


def _assessed(now: Standing, event: Event) -> Changes:
    said = event.body["assessment"]
    clocks = rebudgeted(now, said["priority"])
    clocks = limited(now, clocks, instant(said.get("due_cap")))
    changes: Changes = {name: said[name] for name in ("effect", "team", "priority", "problem")}
    if said["effect"] in _RETURNED:
        return changes | returned(replace(now, clocks=clocks), event)
    return changes | {"clocks": clocks, "stage": "queued"}


def _claimed(now: Standing, event: Event) -> Changes:
    return first_responded(now, event) | {"assignee": event.stands_in_for or event.actor, "stage": "in_review"}


def _released(now: Standing, event: Event) -> Changes:
    return {"assignee": None, "stage": "queued" if now.stage == "in_review" else now.stage}


def _assigned(now: Standing, event: Event) -> Changes:
    stage = "in_review" if now.stage == "queued" else now.stage
    return first_responded(now, event) | {"assignee": event.body["to"]["id"], "stage": stage}


def _proposed(now: Standing, event: Event) -> Changes:
    return first_responded(now, event) | {"steps": (event.body["step"],), "stage": "awaiting_approval"}


def _confirmed(now: Standing, event: Event) -> Changes:
    return {} if now.steps is None else {"steps": (*now.steps, event.body["step"])}


def _sent_back(now: Standing, event: Event) -> Changes:
    return {"steps": None, "stage": "in_review"}


def _resolved(now: Standing, event: Event) -> Changes:
    clocks = all_ended(now, event.at)
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
    responded = first_responded(now, event)
    return responded | {"steps": None} | returned(replace(now, clocks=responded["clocks"]), event)


def _reminded(now: Standing, event: Event) -> Changes:
    return with_clock(now, ANSWER, reached=("reminder",))


def _replied(now: Standing, event: Event) -> Changes:
    clocks = {
        kind: clock if clock.running or clock.stopped else replace(clock, since=event.at)
        for kind, clock in now.clocks.items()
    }
    clocks[ANSWER] = now.clocks[ANSWER].ended(event.at, now.calendar)
    return {"clocks": clocks, "stage": "replied"}


def _wait_begun(now: Standing, event: Event) -> Changes:
    responded = first_responded(now, event)
    clocks = responded["clocks"]
    if event.body["pauses"]:
        clocks[RESOLUTION] = clocks[RESOLUTION].paused(event.at, now.time_of(clocks[RESOLUTION]))
    limit = seconds(event.body["limit"])
    clocks[THIRD_PARTY] = Clock(THIRD_PARTY, limit, event.at, next_run(now, THIRD_PARTY))
    return responded | {"stage": "awaiting_third_party", "third_party": event.body["party"]}


def _wait_ended(now: Standing, event: Event) -> Changes:
    """The promise goes on: from the end of the time for the answer, when that is what ended the wait."""
    clocks, at = dict(now.clocks), event.at
    if event.body["cause"] == "limit" and (due := clocks[THIRD_PARTY].due(now.calendar)):
        at = min(due, at)
    clocks[THIRD_PARTY] = clocks[THIRD_PARTY].ended(at, now.calendar)
    clocks[RESOLUTION] = going_on(clocks[RESOLUTION], at)
    return {"clocks": clocks, "stage": at_work(now), "third_party": None}


def _taken_up(now: Standing, event: Event) -> Changes:
    responded = first_responded(now, event)
    clocks = responded["clocks"]
    clocks[ANSWER] = clocks[ANSWER].ended(event.at, now.calendar)
    clocks[RESOLUTION] = going_on(clocks[RESOLUTION], event.at)
    return responded | {"stage": at_work(now)}


def _chased(now: Standing, event: Event) -> Changes:
    clock = now.clocks[event.body["clock"]]
    times = 1 + sum(mark.startswith("chased") for mark in clock.reached)
    return with_clock(now, clock.kind, reached=(*clock.reached, f"chased {times}"))


def _consulted(now: Standing, event: Event) -> Changes:
    responded = first_responded(now, event)
    limit = seconds(event.body["limit"])
    responded["clocks"][CONSULTATION] = Clock(CONSULTATION, limit, event.at, next_run(now, CONSULTATION))
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
    clocks = rebudgeted(replace(now, policy=policy, calendars=calendars), priority)
    if limit := instant(found.get("due_cap")):
        clocks = limited(now, clocks, limit)
    changes: Changes = {"policy": policy, "calendars": calendars, "clocks": clocks, "priority": priority, "steps": None}
    if now.stage == "awaiting_approval":
        changes["stage"] = at_work(now)
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
    clocks = rebudgeted(replace(now, policy=policy, calendars=calendars), now.priority)
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
    return first_responded(now, event) | {"splitting": event.body["second"]}


def _split_ended(now: Standing, event: Event) -> Changes:
    return {"splitting": None}


def _a_person_acted(now: Standing, event: Event) -> Changes:
    return first_responded(now, event)


def _redirected(now: Standing, event: Event) -> Changes:
    moved = {"assignee": None, "team": event.body["team"], "steps": None, "stage": "queued"}
    return first_responded(now, event) | moved


def _merged(now: Standing, event: Event) -> Changes:
    return {"into": event.body["into"]}


def _extended(now: Standing, event: Event) -> Changes:
    by, clock = seconds(event.body["by"]), now.clocks[RESOLUTION]
    longer = clock if clock.stopped else replace(clock, budget=clock.budget + by)
    return {"clocks": {**now.clocks, RESOLUTION: longer}, "extended": now.extended + by}


def _reprioritised(now: Standing, event: Event) -> Changes:
    return {"priority": event.body["priority"], "clocks": rebudgeted(now, event.body["priority"])}


def _reopened(now: Standing, event: Event) -> Changes:
    clocks = all_ended(now, event.at)
    for kind in PROMISES:
        before = now.clocks[kind]
        anew = clock_begun(now, kind, now.priority, event.at)
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
        "clocks": all_ended(now, event.at),
        "steps": None,
        "pending": (),
        "outcome": event.body["outcome"],
        "closed_at": event.at,
        "stage": "closed",
        "third_party": None,
        "consulted": None,
    }


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


RULES: Mapping[str, Callable[[Standing, Event], Changes]] = {
    "opened": _opened,
    "imported": imported,
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
    "rung_reached": rung_reached,
    "breached": breached,
    "escalated": escalated,
    "extended": _extended,
    "noted": _nothing,
    "reprioritised": _reprioritised,
    "withdrawn": _nothing,
    "reopened": _reopened,
    "rated": _rated,
    "closed": _closed,
    "calendar_changed": calendar_changed,
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
    "reminder_given": reminder_given,
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
