"""The policy that a service must have by the TOML files of its pack, read without the product's loader."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date, timedelta
from functools import reduce
from typing import Any

from chaos.checks.calendar import DAY, Calendar, calendar_of, changed
from chaos.checks.policies import Policy, Rung

Json = Mapping[str, Any]

DAYS = 400
"""How many days from the opening of a case the calendar of its policy is compared with that of its pack."""
_AMOUNT = re.compile(r"([+-]?\d+(?:\.\d+)?)([dhm])")
_DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?")
_OWN = frozenset({"digest", "calendar"})
"""Fields of a policy that are compared otherwise."""


def policy_problems(
    policy: Policy, pack: Json, request: Json, announced: Iterable[Json], opened: date
) -> Iterator[str]:
    """How the policy of a case differs from that of its pack for the service that its request asks for."""
    expected = policy_in(pack, request["service"], request.get("seed_kind"))
    for field in fields(Policy):
        if field.name not in _OWN and getattr(policy, field.name) != getattr(expected, field.name):
            yield f"its policy has another {field.name} than the pack"
    if not any(_same_hours(policy.calendar, rules, opened) for rules in _versions(pack["calendar"], announced)):
        yield "its calendar has other hours than the pack with the changes that were announced"


def policy_in(pack: Json, service: str, seed_kind: str | None) -> Policy:
    """The policy of a service by the tables of a pack; that of the default service for one it does not list."""
    code = service if service in pack["services"] else pack["default_service"]
    chosen, day = pack["services"][code], _duration(pack["calendar"]["working_day"])
    profile = pack["profiles"][_profile(pack, chosen, seed_kind)]
    ask, follow_up, quiet = chosen.get("ask") or pack["ask"], _follow_up(pack, chosen), pack.get("quiet")
    return Policy(
        digest="",
        pack=pack["name"],
        service=code,
        calendar=pack["calendar"],
        targets={
            clock: {priority: _amount(each, day) for priority, each in budgets.items()}
            for clock, budgets in profile["targets"].items()
        },
        tolerance=_amount(pack["tolerance"], day),
        ladder=tuple(_rung(each, day) for each in (*profile["ladder"], *_ladders_of_others(pack))),
        approvals=tuple({"teams": [], "optional": False, **step} for step in _chain(pack, chosen)),
        limit=_amount(ask["limit"], day),
        remind_before=_amount(ask["remind_before"], day),
        window=_amount(follow_up["window"], day),
        routes=tuple({"outcomes": [], "urgent": False, **route} for route in pack["routes"]),
        quiet=(quiet["since"], quiet["until"]) if quiet else None,
        teams=tuple(pack["teams"]),
        chase_after={
            clock: _amount(often, day) if (often := pack.get(table, {}).get("remind_every")) else None
            for clock, table in _OTHERS.items()
        },
    )


_OTHERS = {"third_party": "waiting", "consultation": "consultation"}
"""The tables of a pack about others who owe an answer, by their clocks."""


def _ladders_of_others(pack: Json) -> Iterator[Json]:
    for clock, table in _OTHERS.items():
        yield from ({**rung, "clock": clock} for rung in pack.get(table, {}).get("ladder", ()))


def _profile(pack: Json, service: Json, seed_kind: str | None) -> str:
    """A profile of the kind of request goes before the service's."""
    kind = pack.get("seed_kinds", {}).get(seed_kind or "", {})
    return str(kind.get("profile") or service["profile"])


def _chain(pack: Json, service: Json) -> Sequence[Json]:
    chain: Sequence[Json] = pack["approvals"][service.get("approvals", "one_person")]
    return chain


def _follow_up(pack: Json, service: Json) -> Json:
    given: Json = service.get("follow_up_window") or pack["follow_up"]
    return given


def _rung(given: Json, day: timedelta) -> Rung:
    offset = given.get("offset")
    return Rung(
        name=given["name"],
        clock=given.get("clock", "resolution"),
        share=given.get("share"),
        offset=_amount(offset, day) if offset else None,
        actions=tuple(given.get("actions", ())),
    )


def _amount(text: str, day: timedelta) -> timedelta:
    """An amount of working time as `7d`, `3h`, `-90m`. Raises ValueError."""
    if not (parts := _AMOUNT.fullmatch(text)):
        raise ValueError(f"{text} is no amount of working time")
    return float(parts[1]) * {"d": day, "h": timedelta(hours=1), "m": timedelta(minutes=1)}[parts[2]]


def _duration(text: str) -> timedelta:
    if not (parts := _DURATION.fullmatch(text)):
        raise ValueError(f"{text} is no duration")
    hours, minutes, seconds = (float(part or 0) for part in parts.groups())
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _versions(rules: Json, announced: Iterable[Json]) -> Iterator[Json]:
    """The rules of a pack's calendar, and those after each change that was announced of it, in order."""
    changes = [each["change"] for each in announced if each["calendar"] == rules["name"]]
    return (reduce(changed, changes[:many], rules) for many in range(len(changes) + 1))


def _same_hours(one: Json, other: Json, opened: date) -> bool:
    """Whether two calendars are open at the same instants for some time from a date on."""
    left, right = calendar_of(one), calendar_of(other)
    return one["timezone"] == other["timezone"] and _hours(left, opened) == _hours(right, opened)


def _hours(calendar: Calendar, opened: date) -> list[Any]:
    return [calendar.pieces(opened + number * DAY) for number in range(DAYS)]
