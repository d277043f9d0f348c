"""The policy of a case, read from its text on record: budgets, ladder, approval chain, limits and notice routes."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from functools import lru_cache
from typing import Any

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Rung:
    """A point on a clock: a share of its budget, or an offset from its end."""

    name: str
    clock: str
    share: float | None
    offset: timedelta | None
    actions: tuple[Json, ...] = ()
    days: int | None = None
    """An offset in days of the promise."""

    def threshold(self, budget: timedelta, of_days: timedelta = timedelta()) -> timedelta:
        """The working time used at which it is reached; `of_days` is that from the end for an offset in days."""
        at = budget * self.share if self.share is not None else budget + (self.offset or of_days)
        return max(at, timedelta())


@dataclass(frozen=True)
class Promise:
    """An amount of working time, or days by a rule; in a calendar by name, or in the case's own."""

    amount: timedelta | None
    days: int | None = None
    rule: str = "{}"
    """What its day rule says otherwise than any other, as JSON."""
    calendar: str | None = None

    @property
    def counted(self) -> Json:
        """The day rule."""
        rule: Json = json.loads(self.rule)
        return rule


PLAIN = Promise(None)
"""Of a clock that promises nobody anything: it counts in the case's own calendar."""

USUAL = {"unit": "working_days", "until": "clock", "outside_hours": "opening", "closed_day": "opening"}
"""What a day rule says where it says nothing."""


def rule_text(rule: Json) -> str:
    """A day rule as a promise keeps it."""
    said = {name: value for name, value in rule.items() if value is not None and USUAL.get(name) != value}
    return json.dumps(said, default=str, sort_keys=True)


@dataclass(frozen=True)
class Appeals:
    """Appeals against results: for how long after them, against which, and how many against one."""

    window: timedelta
    outcomes: tuple[str, ...] = ("refused", "merged")
    most: int = 1
    of_appeals: bool = False


@dataclass(frozen=True)
class Policy:
    """What the checks need of a policy. `calendar` are the rules it was opened under, `calendars` the other ones."""

    digest: str
    pack: str
    service: str
    calendar: Json
    calendars: Mapping[str, Json]
    targets: Mapping[str, Mapping[str, Promise]]
    tolerance: timedelta
    ladder: tuple[Rung, ...]
    approvals: tuple[Json, ...]
    limit: timedelta
    remind_before: timedelta
    window: timedelta
    routes: tuple[Json, ...]
    quiet: tuple[time, time] | None
    teams: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    """The authorities and vendors that are told that they owe an answer."""
    chase_after: Mapping[str, timedelta | None] = field(default_factory=dict)
    """How often whoever owes an answer is reminded, by clock."""
    wait_reasons: Mapping[str, tuple[timedelta, bool]] = field(default_factory=dict)
    """The reasons to wait for a third party, each with its limit and whether the promise pauses."""
    most_waits: int = 0
    """How often a case may wait for one result."""
    answer_within: timedelta | None = None
    """The time for the answer to a question; None: nobody else is asked."""
    reminder_days: int | None = None
    """The beneficiary may remind once in so many days; None: not at all."""
    appeals: "Appeals | None" = None
    """What may be appealed; None: nothing."""
    recall: timedelta = timedelta()
    """For how long an official reply waits before it goes out."""
    version: str = ""
    """Of its pack."""
    on_reminder: tuple[Json, ...] = ()
    """What a reminder of the beneficiary brings."""
    shared_by: Mapping[str, str] = field(default_factory=dict)
    """The teams that give their cases to people, each with its rule."""
    capacities: Mapping[str, int] = field(default_factory=dict)
    """How many undecided cases somebody of such a team holds when they are given no further one."""
    on_nobody: tuple[Json, ...] = ()
    """What it brings when nobody is available."""

    def rungs(self, clock: str) -> list[Rung]:
        """The rungs of a clock as the policy lists them."""
        return [rung for rung in self.ladder if rung.clock == clock]


@lru_cache(maxsize=4_096)
def read_policy(text: str) -> Policy:
    """The policy in a text on record. Raises ValueError or LookupError for one that is none."""
    given = json.loads(text)
    quiet = given.get("quiet")
    return Policy(
        digest=hashlib.sha256(text.encode()).hexdigest()[:32],
        pack=given["pack"],
        version=given["version"],
        service=given["service"],
        calendar=given["calendar"],
        calendars=given.get("calendars", {}),
        targets=_targets(given),
        tolerance=seconds(given["tolerance"]),
        recall=seconds(given.get("recall", 0)),
        ladder=tuple(_rung(each) for each in given["ladder"]),
        approvals=tuple(_without_nulls(each) for each in given["approvals"]),
        limit=seconds(given["ask"]["limit"]),
        remind_before=seconds(given["ask"]["remind_before"]),
        window=seconds(given["follow_up"]["window"]),
        routes=tuple(_without_nulls(each) for each in given["routes"]),
        quiet=(time.fromisoformat(quiet["since"]), time.fromisoformat(quiet["until"])) if quiet else None,
        teams=tuple(given["teams"]),
        contacts=tuple(given.get("contacts", ())),
        chase_after={
            "third_party": _every(given.get("waiting")),
            "consultation": _every(given.get("consultation")),
        },
        wait_reasons={
            code: (seconds(reason["limit"]), bool(reason.get("pauses")))
            for code, reason in (given.get("waiting") or {}).get("reasons", {}).items()
        },
        most_waits=(given.get("waiting") or {}).get("max_count", 0),
        answer_within=seconds(given["consultation"]["limit"]) if given.get("consultation") else None,
        reminder_days=(given.get("reminders") or {}).get("days"),
        appeals=_appeals(given.get("appeal")),
        on_reminder=tuple(_without_nulls(each) for each in (given.get("reminders") or {}).get("actions", ())),
        shared_by={team: rule["by"] for team, rule in _giving(given).items()},
        capacities={team: rule["capacity"] for team, rule in _giving(given).items() if rule.get("capacity")},
        on_nobody=tuple(_without_nulls(each) for each in (given.get("sharing") or {}).get("nobody_available", ())),
    )


def with_terms(policy: Policy, terms: Json) -> Policy:
    """The policy under the terms of another service."""
    return replace(
        policy,
        service=terms["service"],
        targets=_targets(terms),
        ladder=tuple(_rung(each) for each in terms["ladder"]),
        approvals=tuple(_without_nulls(each) for each in terms["approvals"]),
        limit=seconds(terms["ask"]["limit"]),
        remind_before=seconds(terms["ask"]["remind_before"]),
        window=seconds(terms["follow_up"]["window"]),
    )


def _targets(given: Json) -> Mapping[str, Mapping[str, Promise]]:
    return {
        clock: {priority: _promise(each) for priority, each in promises.items()}
        for clock, promises in given["targets"].items()
    }


def _appeals(given: Json | None) -> Appeals | None:
    if given is None:
        return None
    usual = Appeals(seconds(given["window"]))
    outcomes = tuple(given.get("outcomes", usual.outcomes))
    most, of_appeals = given.get("max_count", usual.most), given.get("of_appeals", False)
    return replace(usual, outcomes=outcomes, most=most, of_appeals=of_appeals)


def _giving(given: Json) -> Mapping[str, Json]:
    """The rules of the teams that give their cases."""
    teams = (given.get("sharing") or {}).get("teams", {})
    return {team: rule for team, rule in teams.items() if rule["by"] != "pull"}


def _every(terms: Json | None) -> timedelta | None:
    often = (terms or {}).get("remind_every")
    return None if often is None else seconds(often)


def seconds(number: float) -> timedelta:
    """An amount of working time, which JSON gives in seconds."""
    return timedelta(seconds=number)


def _promise(given: float | Json) -> Promise:
    if not isinstance(given, Mapping):
        return Promise(seconds(given))
    amount, days = given.get("amount"), given.get("days")
    rule = rule_text(given["rule"]) if days else "{}"
    return Promise(None if amount is None else seconds(amount), days, rule, given.get("calendar"))


def _rung(given: Json) -> Rung:
    offset = given.get("offset")
    return Rung(
        name=given["name"],
        clock=given["clock"],
        share=given.get("share"),
        offset=None if offset is None or isinstance(offset, Mapping) else seconds(offset),
        actions=tuple(_without_nulls(each) for each in given["actions"]),
        days=offset["days"] if isinstance(offset, Mapping) else None,
    )


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(each) for name, each in value.items() if each is not None}
    return value
