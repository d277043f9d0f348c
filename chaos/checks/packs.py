"""The policy that a service must have by the TOML files of its pack, read without the product's loader."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, timedelta
from functools import reduce
from typing import Any

from chaos.checks.calendar import DAY, Calendar, calendar_of, changed, changes_of
from chaos.checks.policies import Appeals, Policy, Promise, Rung, rule_text

Json = Mapping[str, Any]

DAYS = 400
"""How many days from the opening of a case the calendar of its policy is compared with that of its pack."""
_AMOUNT = re.compile(r"([+-]?\d+(?:\.\d+)?)([dhm])")
_DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?")
_OWN = frozenset({"digest", "version", "calendar", "calendars"})
"""Fields of a policy that are compared otherwise, or are hashes of all that a pack says."""


def policy_problems(
    policy: Policy, pack: Json, request: Json, announced: Iterable[Json], opened: date, *, of_appeal: bool = False
) -> Iterator[str]:
    """How the policy of a case differs from that of its pack for the service that its request asks for."""
    expected = policy_in(pack, request["service"], request.get("seed_kind"), of_appeal=of_appeal)
    for field in fields(Policy):
        if field.name not in _OWN and getattr(policy, field.name) != getattr(expected, field.name):
            yield f"its policy has another {field.name} than the pack"
    changes = list(announced)
    for rules in (policy.calendar, *policy.calendars.values()):
        written = _calendars(pack).get(rules["name"])
        if written is None or not any(
            _same_hours(rules, each, opened) for each in _versions(written, pack["name"], changes)
        ):
            yield "its calendar has other hours than the pack with the changes that were announced"
    if policy.calendar["name"] != expected.calendar["name"] or {*policy.calendars} != {*expected.calendars}:
        yield "its promises count in other calendars than the pack says"


def policy_in(pack: Json, service: str, seed_kind: str | None, *, of_appeal: bool = False) -> Policy:
    """The policy of a service by the tables of a pack; that of the default service for one it does not list.

    `of_appeal`: that of an appeal against the result of a case of the service.
    """
    code = service if service in pack["services"] else pack["default_service"]
    chosen, known = pack["services"][code], _calendars(pack)
    own, usual = known[chosen.get("calendar") or pack["calendar"]["name"]], _working_day(pack["calendar"])
    day = _working_day(own)
    appeals: Json = pack.get("appeals", {})
    terms: Json = appeals if of_appeal else {}
    words: Json = terms.get("messages", {})
    profile = pack["profiles"][terms.get("profile") or _profile(pack, chosen, seed_kind)]
    targets = {
        clock: {priority: _promise(pack, profile, each, own["name"]) for priority, each in promises.items()}
        for clock, promises in profile["targets"].items()
    }
    of_profile = _working_day(known[profile["calendar"]]) if "calendar" in profile else usual
    ask, follow_up, quiet = chosen.get("ask") or pack["ask"], _follow_up(pack, chosen), pack.get("quiet")
    return Policy(
        digest="",
        pack=pack["name"],
        service=code,
        calendar=own,
        calendars={each.calendar: known[each.calendar] for each in _promises(targets) if each.calendar},
        targets=targets,
        tolerance=_amount(pack["tolerance"], usual),
        recall=_amount(chosen.get("recall") or pack.get("recall", "0m"), usual),
        ladder=(
            *(_rung(each, of_profile) for each in profile["ladder"]),
            *(_rung(each, usual) for each in _ladders_of_others(pack)),
        ),
        approvals=tuple({"teams": [], "optional": False, **step} for step in _chain(pack, terms or chosen)),
        limit=_amount(ask["limit"], day if chosen.get("ask") else usual),
        remind_before=_amount(ask["remind_before"], day if chosen.get("ask") else usual),
        window=_amount(follow_up["window"], day if chosen.get("follow_up_window") else usual),
        routes=tuple(
            {"outcomes": [], "urgent": False, **route, "template": _in_words(route["template"], words)}
            for route in pack["routes"]
        ),
        quiet=(quiet["since"], quiet["until"]) if quiet else None,
        teams=tuple(pack["teams"]),
        contacts=tuple(pack.get("contacts", {})),
        chase_after={
            clock: _amount(often, usual) if (often := pack.get(table, {}).get("remind_every")) else None
            for clock, table in _OTHERS.items()
        },
        wait_reasons={
            code: (_amount(reason["limit"], usual), bool(reason.get("pauses")))
            for code, reason in pack.get("waiting", {}).get("reasons", {}).items()
        },
        most_waits=pack["waiting"].get("max_count", _MOST_WAITS) if "waiting" in pack else 0,
        answer_within=_amount(pack["consultation"]["limit"], usual) if "consultation" in pack else None,
        reminder_days=pack.get("reminders", {}).get("days"),
        appeals=_appeals(appeals, usual) if appeals else None,
        on_reminder=tuple(pack.get("reminders", {}).get("actions", ())),
        **_shared(pack.get("sharing", {})),
    )


_MOST_WAITS = 5
"""Where a pack says no other number."""
_SUPERVISORS_ARE_TOLD: Json = {"action": "notify", "target": {"role": "supervisor"}}


def _shared(said: Json) -> dict[str, Any]:
    """Which teams give their cases, and what follows when nobody is available; nothing where all teams take them."""
    rules = {team: rule for team, rule in said.get("teams", {}).items() if rule.get("by", "pull") != "pull"}
    return {
        "shared_by": {team: rule["by"] for team, rule in rules.items()},
        "capacities": {team: rule["capacity"] for team, rule in rules.items() if "capacity" in rule},
        "on_nobody": tuple(said.get("nobody_available", (_SUPERVISORS_ARE_TOLD,))) if rules else (),
    }


def _in_words(template: Any, words: Json) -> Any:
    """The message of a route, or its messages by outcome, as appeals call them."""
    if isinstance(template, dict):
        return {outcome: words.get(each, each) for outcome, each in template.items()}
    return words.get(template, template)


def _appeals(given: Json, day: timedelta) -> Appeals:
    usual = Appeals(_amount(given["window"], day))
    outcomes = tuple(given.get("outcomes", usual.outcomes))
    most, of_appeals = given.get("max_count", usual.most), given.get("of_appeals", False)
    return replace(usual, outcomes=outcomes, most=most, of_appeals=of_appeals)


_OTHERS = {"third_party": "waiting", "consultation": "consultation"}
"""The tables of a pack about others who owe an answer, by their clocks."""


def _ladders_of_others(pack: Json) -> Iterator[Json]:
    for clock, table in _OTHERS.items():
        yield from ({**rung, "clock": clock} for rung in pack.get(table, {}).get("ladder", ()))


def _calendars(pack: Json) -> dict[str, Json]:
    """The calendars of a pack by name."""
    return {each["name"]: each for each in (pack["calendar"], *pack.get("calendars", ()))}


def _promise(pack: Json, profile: Json, written: str | Json, own: str) -> Promise:
    """A promise as the cases of a service have it: the calendar it names, else the profile's, else the case's."""
    given: Json = {"amount": written} if isinstance(written, str) else written
    named = given.get("calendar") or profile.get("calendar")
    day = _working_day(_calendars(pack)[named or pack["calendar"]["name"]])
    days = given.get("days")
    rule = rule_text(pack["day_rules"][given["rule"]]) if days and given.get("rule") else "{}"
    amount = _amount(given["amount"], day) if "amount" in given else None
    return Promise(amount, days, rule, None if named == own else named)


def _promises(targets: Mapping[str, Mapping[str, Promise]]) -> Iterator[Promise]:
    return (each for by_priority in targets.values() for each in by_priority.values())


def _working_day(calendar: Json) -> timedelta:
    return _duration(calendar["working_day"])


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
        offset=_amount(offset, day) if isinstance(offset, str) else None,
        actions=tuple(given.get("actions", ())),
        days=offset["days"] if isinstance(offset, Mapping) else None,
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


def _versions(rules: Json, pack: str, announced: Iterable[Json]) -> Iterator[Json]:
    """The rules of a pack's calendar, and those after each change that was announced of it, in order."""
    changes = changes_of(announced, pack, rules["name"])
    return (reduce(changed, changes[:many], rules) for many in range(len(changes) + 1))


def _same_hours(one: Json, other: Json, opened: date) -> bool:
    """Whether two calendars are open at the same instants for some time from a date on."""
    left, right = calendar_of(one), calendar_of(other)
    return one["timezone"] == other["timezone"] and _hours(left, opened) == _hours(right, opened)


def _hours(calendar: Calendar, opened: date) -> list[Any]:
    return [calendar.pieces(opened + number * DAY) for number in range(DAYS)]
