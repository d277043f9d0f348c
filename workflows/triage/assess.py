"""The automatic first stage: the rules of the pack applied to the facts of a request (design §3, domain §2.7).

It checks, completes, merges, links, routes, sets the priority and flags for the officer. It cannot refuse: there is no
effect for that. What goes back to the beneficiary is a reply template of the pack with dates and documents only.
A rule that closes, merges, links, returns, lowers or stops rests on what is known; what is unknown goes to a person,
flagged.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from models.base import unchecked
from models.calendar.working import WorkingCalendar
from models.codes import Effect, Priority
from models.intake.request import Request
from models.language import in_each_language
from models.triage.assessment import NO_WORKING_TIME_LEFT, Assessment, Finding, KnownFromRecords, Unknown
from models.triage.conditions import Truth
from models.triage.facts import Facts
from models.triage.policy import Route, TriagePolicy
from models.triage.rules import Rule, Shift
from workflows.triage.facts import gather
from workflows.triage.moments import moment_date
from workflows.triage.unknown import is_held_back, left_open, unsure_limit

_PLAIN_ROUTE = Rule(id="", title="", basis="", effect=Effect.ROUTE)
"""What decides when no rule with an effect holds."""


_assessment, _found = unchecked(Assessment), unchecked(Finding)


class RuleLook(NamedTuple):
    """A rule that was looked at, and whether it holds."""

    rule: Rule
    truth: Truth


def assess(
    request: Request, known: KnownFromRecords, policy: TriagePolicy, calendar: WorkingCalendar, now: datetime
) -> Assessment:
    """What the first stage concludes about a request as of `now`, with every rule that fired and its inputs."""
    facts = gather(request, known, policy, calendar, now)
    return conclude(facts, request, known, policy, calendar=calendar, now=now)


def conclude(
    facts: Facts,
    request: Request,
    known: KnownFromRecords,
    policy: TriagePolicy,
    *,
    calendar: WorkingCalendar,
    now: datetime,
) -> Assessment:
    """The same from facts that were gathered before."""
    today = now.astimezone(calendar.zone).date()
    looks = tuple(looked_at(policy.rules, facts, today))
    fired = tuple(look.rule for look in looks if look.truth)
    decisive = next((rule for rule in fired if rule.effect), _PLAIN_ROUTE)
    problem = _problem(fired, facts)
    limit = _due_cap(fired, policy, facts, today, calendar.zone)
    return _assessment(
        effect=decisive.effect or Effect.ROUTE,
        team=_team(fired, policy, facts, problem),
        priority=_priority(fired),
        problem=problem,
        findings=tuple(_finding(rule, facts) for rule in fired),
        flags=_flags(looks, facts, limit, calendar, now),
        unknown=tuple(dict.fromkeys(each for look in looks for each in _unknown(look, facts))),
        alike=_alike(decisive, known),
        missing=_asked_for(decisive, facts),
        reply=decisive.reply,
        values=_reply_values(decisive, policy, facts, today),
        link=_link(decisive, known),
        due_cap=limit,
        problem_record=_fault(fired, request),
    )


def looked_at(rules: Iterable[Rule], facts: Facts, today: date) -> Iterator[RuleLook]:
    """The rules in force; after one with an effect those with another are passed over, after one that stops all but
    what raises and flags by what is known."""
    decided = stopped = False
    for each in rules:
        rule = each.remark if stopped else each
        if rule is None or (rule.effect and decided):
            continue
        sure = rule.decides or stopped
        met = rule.met(facts.sure if sure else facts)
        if (met is False and (sure or not rule.unless)) or not rule.in_force(today):
            continue  # what is surely not met holds nothing open either
        truth = rule.truth_of(met, facts)
        yield RuleLook(rule, truth)
        decided = decided or (truth is True and rule.effect is not None)
        stopped = stopped or (truth is True and rule.stop)


def _unknown(look: RuleLook, facts: Facts) -> Iterator[Unknown]:
    """What a person has to look at: why a rule did not decide, or that its last day is not surely known."""
    if not look.truth:
        yield from left_open(look.rule, facts)
    elif look.rule.due_cap:
        yield from unsure_limit(look.rule, facts)


def _finding(rule: Rule, facts: Facts) -> Finding:
    inputs = {name: facts.get(name) for name in (*rule.facts, *rule.shows)}
    said = tuple(name for name in inputs if name in facts.said)
    return _found(rule=rule.id, basis=rule.basis, inputs=inputs, said=said)


def _problem(fired: tuple[Rule, ...], facts: Facts) -> str:
    return next((rule.problem for rule in fired if rule.problem), facts.text("problem") or "")


def _priority(fired: tuple[Rule, ...]) -> Priority:
    raised = max((rule.raise_to for rule in fired if rule.raise_to), key=lambda each: each.rank, default=None)
    return raised or next((rule.lower_to for rule in fired if rule.lower_to), Priority.NORMAL)


def _team(fired: tuple[Rule, ...], policy: TriagePolicy, facts: Facts, problem: str) -> str:
    section = facts.text("section") or ""
    for rule in fired:
        if rule.team:
            return rule.team
        if rule.section_team and (team := policy.section_teams.get(section)):
            return team
    return next((row.team for row in policy.routing if _fits(row, policy.service, problem, section)), policy.team)


def _fits(row: Route, service: str, problem: str, section: str) -> bool:
    return row.service in (None, service) and row.problem in (None, problem) and row.section in (None, section)


def _asked_for(decisive: Rule, facts: Facts) -> tuple[str, ...]:
    if decisive.effect is not Effect.RETURN_COMPLETION:
        return ()
    return (*facts.sure_codes("missing"), *facts.codes("missing_fields"))


def _reply_values(decisive: Rule, policy: TriagePolicy, facts: Facts, today: date) -> dict[str, str]:
    """What fills the placeholders of the reply: dates, and what a return for completion asks for."""
    dates = ((name, _shifted(shift, policy, facts, today)) for name, shift in decisive.values.items())
    values = {name: day.isoformat() for name, day in dates if day}
    if asked := _asked_for(decisive, facts):
        titles = policy.fields | {required.document: required.title for required in policy.requires}
        values |= in_each_language("documents", [titles[each] for each in asked], policy.languages)
    return values


def _shifted(shift: Shift, policy: TriagePolicy, facts: Facts, today: date) -> date | None:
    day = moment_date(policy, shift.moment, facts, today)
    return None if day is None else day + timedelta(days=shift.days)


def _link(decisive: Rule, known: KnownFromRecords) -> str | None:
    if decisive.link == "duplicate":
        return known.open_duplicates[0]
    return known.parent.reference if decisive.link == "parent" and known.parent else None


def _alike(decisive: Rule, known: KnownFromRecords) -> tuple[str, ...]:
    """The open cases for staff to join: also those known to be of the same, where it was not merged into one."""
    return known.alike if decisive.link == "duplicate" else (*known.open_duplicates, *known.alike)


def _due_cap(fired: Iterable[Rule], policy: TriagePolicy, facts: Facts, today: date, zone: ZoneInfo) -> datetime | None:
    """The last second of the last local day on which the law still allows the act: told as that day everywhere."""
    days = (_shifted(rule.due_cap, policy, facts, today) for rule in fired if rule.due_cap)
    last = min((day for day in days if day), default=None)
    if last is None:
        return None
    return datetime.combine(last + timedelta(days=1), time(), zone).astimezone(UTC) - timedelta(seconds=1)


def _flags(
    looks: Iterable[RuleLook], facts: Facts, limit: datetime | None, calendar: WorkingCalendar, now: datetime
) -> tuple[str, ...]:
    """The remarks of the rules, and that nobody works any more before the legal limit."""
    of_rules = tuple(dict.fromkeys(flag for look in looks for flag in _flags_of(look, facts)))
    in_vain = limit is not None and limit <= calendar.next_open(now)
    return (*of_rules, NO_WORKING_TIME_LEFT) if in_vain else of_rules


def _flags_of(look: RuleLook, facts: Facts) -> tuple[str, ...]:
    if look.truth:
        return look.rule.flags
    return look.rule.held_flags if is_held_back(look.rule, facts) else ()


def _fault(fired: Iterable[Rule], request: Request) -> str | None:
    """The error code whose fault the request is tied to."""
    tied = any(rule.problem_record for rule in fired)
    return request.prior_attempt.error_code if tied and request.prior_attempt else None
