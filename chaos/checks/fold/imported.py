"""An imported case: where the other system says that it stands."""

from dataclasses import replace
from datetime import datetime

from chaos.checks.events import Event, instant
from chaos.checks.fold.clocks import clock_begun, limited
from chaos.checks.policies import Json, seconds
from chaos.checks.standing import ANSWER, FIRST, PROMISES, RESOLUTION, THIRD_PARTY, Changes, Clock, Standing


def imported(now: Standing, event: Event) -> Changes:
    """Where the other system says that it stands, with what its clocks had used; nothing of before happens again."""
    said = event.body["standing"]
    opened, since = datetime.fromisoformat(said["opened_at"]), _stands_still_since(now, said)
    holder, responded = event.body.get("to"), instant(said.get("first_responded_at"))
    found = replace(now, opened=event.body, priority=said["priority"], reopens=said["reopens"])
    clocks = {kind: _brought(found, kind, said, since) for kind in PROMISES}
    if responded:
        begun = clock_begun(found, FIRST, said["priority"], opened)
        clocks[FIRST] = begun.ended(responded, now.time_of(begun))
    clocks[RESOLUTION] = replace(clocks[RESOLUTION], budget=clocks[RESOLUTION].budget + seconds(said["extended"]))
    clocks = {kind: replace(each, run=said["reopens"] + 1) for kind, each in clocks.items()}
    clocks = limited(found, clocks, instant(said.get("legal_limit")))
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
    begun, used = clock_begun(now, kind, said["priority"], opened), seconds(said["used"])
    counted = now.time_of(begun)
    ledger = now.time_of(clock_begun(now, RESOLUTION, said["priority"], opened))
    if counted.rules != ledger.rules and now.edition > 3:
        used = counted.used(opened, still_since or as_of)
    return replace(
        begun,
        used_before=used,
        since=None if still_since else as_of,
        stretches=((opened, still_since or as_of, used),),
        given=True,
    )
