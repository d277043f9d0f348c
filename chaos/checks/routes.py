"""The notices that each event calls for, by the routes of the policy: audience, channel, key, template and hour."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from chaos.checks.calendar import Calendar
from chaos.checks.events import Event
from chaos.checks.policies import Json
from chaos.checks.roundups import time_of_roundup
from chaos.checks.standing import RESOLUTION, Standing

_CHANNELS = ("email", "sms", "portal")
_CORRECTION: Json = {
    "on": "reconciled",
    "audience": "beneficiary",
    "channels": ["portal", "email"],
    "template": "corrected",
    "outcomes": [],
    "urgent": True,
}
"""Of a policy without a route for `reconciled`: a beneficiary who got a notice of what did not happen is informed."""


@dataclass(frozen=True)
class Planned:
    """A notice that is to be sent, and not before an instant."""

    key: str
    audience: str
    channel: str
    template: str
    created_at: datetime
    not_before: datetime
    roundup: str | None = None
    """The roundup in which it is told; None: by itself."""


def planned(after: Standing, event: Event) -> list[Planned]:
    """The notices of an event that is folded already, each key once: the first route to it counts."""
    found: dict[str, Planned] = {}
    for route in _routes(after, event):
        if _meets(route, after, event):
            for notice in _by(route, after, event):
                found.setdefault(notice.key, notice)
    return list(found.values())


def _routes(after: Standing, event: Event) -> Sequence[Json]:
    routes = after.policy.routes
    if any(event.type in _events(route) for route in routes):
        return routes
    if event.type == "reconciled":
        return [_CORRECTION]
    if event.type == "shared_out":
        return [{**route, "on": event.type} for route in routes if "assigned" in _events(route)]
    return routes


def _events(route: Json) -> Sequence[str]:
    """The events that a route is on: one, or several."""
    on = route["on"]
    return [on] if isinstance(on, str) else on


def _meets(route: Json, after: Standing, event: Event) -> bool:
    if not _is_about(route, event) or _reaches_no_team(route, after, event):
        return False
    if (named := _outcomes(route)) and _outcome(after, event) not in named:
        return False
    if event.type in ("notice_sent", "notice_failed"):
        return _starts_a_notice(route, after, event)
    if event.type == "reconciled":
        return bool(event.body["misinformed"])
    if event.type in ("calendar_changed", "migrated"):
        return event.body["due_before"] != event.body["due_after"] and after.clocks[RESOLUTION].running
    return route["audience"] != "escalation" or bool(event.body.get("people"))


def _outcome(after: Standing, event: Event) -> str | None:
    outcome: str | None = event.body.get("outcome") or after.outcome
    return outcome


def _outcomes(route: Json) -> Collection[str]:
    """The outcomes that a route is for; none: any. Where it has a message for each, those are they."""
    by_outcome = route["template"]
    return by_outcome if isinstance(by_outcome, dict) else route["outcomes"]


def _template(route: Json, outcome: str | None) -> str:
    by_outcome = route["template"]
    return str(by_outcome[outcome] if isinstance(by_outcome, dict) else by_outcome)


def _is_about(route: Json, event: Event) -> bool:
    """Whether a route is for such an event: its type, its kind, its reason; other authorities are asked elsewhere."""
    if event.type not in _events(route) and f"{event.type}.{_kind(event)}" not in _events(route):
        return False
    if event.type == "reclassified":
        return event.body["terms"] is not None
    if event.type == "consulted" and route["audience"] == "team":
        return bool(event.body["party_kind"] == "team")
    rungs, roles, reasons = (route.get(name) for name in ("rungs", "roles", "reasons"))
    if rungs and (event.body.get("rung") or "by_hand") not in rungs:
        return False
    if roles and (event.body.get("target") or {}).get("role") not in roles:
        return False
    return not reasons or event.body.get("reason") in reasons


def _reaches_no_team(route: Json, after: Standing, event: Event) -> bool:
    """Whether a route is for the team that is waited for, and somebody else is; up to the third edition none was.

    Or for somebody outside who owes an answer, of whom the policy has no contact.
    """
    if route["audience"] == "third_party":
        consulted = event.type == "consulted" or event.body.get("clock") == "consultation"
        return (after.consulted if consulted else after.third_party) not in after.policy.contacts
    of_a_wait = event.type == "wait_begun" or (event.type == "chased" and event.body["clock"] == "third_party")
    return of_a_wait and route["audience"] == "team" and after.edition >= 4 and after.awaited_team is None


def _starts_a_notice(route: Json, after: Standing, event: Event) -> bool:
    """Whether what became of a notice may start another: not if it was itself about a notice, nor to whom it failed."""
    _, seq, audience, _ = event.body["key"].split(":")
    return int(seq) not in after.ended and (event.type == "notice_sent" or route["audience"] != audience)


def _kind(event: Event) -> str | None:
    if event.type == "assessed":
        return str(event.body["assessment"]["effect"])
    if event.type == "wait_ended":
        return str(event.body["cause"])
    kind = event.body.get("action") or event.body.get("clock")
    return str(kind) if kind else None


def _by(route: Json, after: Standing, event: Event) -> Iterator[Planned]:
    urgent, audience = route["urgent"] or after.priority == "urgent", route["audience"]
    template = _template(route, _outcome(after, event))
    times = None if urgent else after.policy.roundups.get(route.get("roundup", ""))
    if times:
        hour = time_of_roundup(event.at, times, after.calendar)
    else:
        hour = event.at if urgent else _after_quiet_hours(event.at, after.policy.quiet, after.calendar, after.edition)
    roundup = route["roundup"] if times else None
    for channel in _reaching(route, after):
        key = f"{after.reference}:{event.seq}:{audience}:{channel}"
        yield Planned(key, audience, channel, template, event.at, hour, roundup)


def _reaching(route: Json, after: Standing) -> list[str]:
    """The channels of a route; to a beneficiary those that reach them, or else the portal."""
    if route["audience"] != "beneficiary":
        return list(route["channels"])
    reach = after.opened.get("reach") or _CHANNELS
    return [channel for channel in route["channels"] if channel in reach] or ["portal"]


def _after_quiet_hours(at: datetime, quiet: tuple[time, time] | None, calendar: Calendar, edition: int) -> datetime:
    """The first instant that is not in the quiet hours, as they pass on the wall."""
    if quiet is None or not _is_quiet(at, quiet, calendar.zone):
        return at
    if edition == 1:
        return _first_end(at, quiet, calendar.zone)
    return _minute_after(at.replace(second=0, microsecond=0), quiet, calendar.zone)


@lru_cache(maxsize=4_096)
def _minute_after(minute: datetime, quiet: tuple[time, time], zone: ZoneInfo) -> datetime:
    """The first whole minute after a quiet one that is not quiet."""
    while _is_quiet(minute, quiet, zone):
        minute += timedelta(minutes=1)
    return minute


def _is_quiet(at: datetime, quiet: tuple[time, time], zone: ZoneInfo) -> bool:
    (since, until), wall = quiet, at.astimezone(zone).time()
    return since <= wall < until if since <= until else not until <= wall < since


def _first_end(at: datetime, quiet: tuple[time, time], zone: ZoneInfo) -> datetime:
    """The end of the quiet hours of this night, the first of two if the clock is put back then."""
    (since, until), local = quiet, at.astimezone(zone)
    ends_on = local.date() + timedelta(days=until < since <= local.time())
    return datetime.combine(ends_on, until, zone).astimezone(UTC)
