"""Rungs, breaches and escalations, and the searches for people that they begin and end."""

from chaos.checks.events import Event
from chaos.checks.fold.clocks import with_clock
from chaos.checks.policies import Json
from chaos.checks.standing import CONSULTATION, Changes, Standing

_FOR_PEOPLE = frozenset({"notify", "inform", "hand_over"})
"""Actions of a rung for which people have to be found."""


def reminder_given(now: Standing, event: Event) -> Changes:
    """A rung of its own: people are looked for, as for the actions of any other."""
    actions = (each for each in now.policy.on_reminder if each["action"] in _FOR_PEOPLE)
    asked = tuple(_action("beneficiary_reminds", each) for each in actions)
    return {"escalation": now.escalation + 1, "pending": (*now.pending, *asked)}


def rung_reached(now: Standing, event: Event) -> Changes:
    """A rung of the ladder: people are looked for, for each of its actions that is for people."""
    kind, name = event.body["clock"], event.body["rung"]
    rung = {each.name: each for each in now.policy.ladder}[name]
    asked = tuple(_action(name, _asked_of(now, kind, each)) for each in rung.actions if each["action"] in _FOR_PEOPLE)
    reached = with_clock(now, kind, reached=(*now.clocks[kind].reached, name))
    return reached | {"escalation": now.escalation + 1, "pending": (*now.pending, *asked)}


def breached(now: Standing, event: Event) -> Changes:
    """A promise is broken; from the second edition on, with what could be used in all."""
    clock = now.clocks[event.body["clock"]]
    whole = clock.whole(now.time_of(clock)) if now.edition > 1 else None
    return with_clock(now, event.body["clock"], breached=True, broken_at=whole)


def escalated(now: Standing, event: Event) -> Changes:
    """An action of a rung, or an escalation by hand: the search that it begins or ends, and what it changes."""
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


def _asked_of(now: Standing, clock: str, action: Json) -> Json:
    """An action on the time for an answer is for the team that was asked, where it names none."""
    target = action.get("target")
    if clock != CONSULTATION or not target or target.get("team") or now.consulted not in now.policy.teams:
        return action
    return {**action, "target": {**target, "team": now.consulted}}


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
