"""The automatic first stage: the rules of the pack applied to the facts of a request (design §3, domain §2.7).

It checks, completes, merges, links, routes, sets the priority and flags for the officer. It cannot refuse: there is no
effect for that. What goes back to the beneficiary is a reply template of the pack with dates and documents only.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.calendar.working import WorkingCalendar
from models.codes import Effect, Priority
from models.intake.request import Request
from models.triage.assessment import Assessment, Facts, Finding
from models.triage.rules import Route, Rule, Shift, TriagePolicy, Values
from workflows.triage.facts import gather, moment_date


def assess(
    request: Request, facts: Facts, policy: TriagePolicy, calendar: WorkingCalendar, now: datetime
) -> Assessment:
    """What the first stage concludes about a request as of `now`, with every rule that fired and the inputs it saw."""
    values = gather(request, facts, policy, calendar, now)
    today = now.astimezone(calendar.zone).date()
    fired = tuple(_fired(policy.rules, values, today))
    problem = next((rule.problem for rule in fired if rule.problem), values["problem"])
    decisive = next((rule for rule in fired if rule.effect), None)
    cap = _due_cap(fired, policy, values, today)
    return Assessment(
        effect=decisive.effect or Effect.ROUTE if decisive else Effect.ROUTE,
        team=_team(fired, policy, values | {"problem": problem}),
        priority=_priority(fired),
        problem=problem,
        findings=tuple(_finding(rule, values) for rule in fired),
        flags=tuple(dict.fromkeys(flag for rule in fired for flag in rule.flags)),
        missing=_asked_for(decisive, values),
        reply=decisive.reply if decisive else None,
        values=_reply_values(decisive, policy, values, today) if decisive else {},
        link=_link(decisive, facts) if decisive else None,
        due_cap=_end_of(cap, calendar.zone) if cap else None,
        problem_record=_fault(request) if any(rule.problem_record for rule in fired) else None,
    )


def _fired(rules: Iterable[Rule], values: Values, today: date) -> Iterator[Rule]:
    decided = False
    for rule in rules:
        if (rule.effect and decided) or not rule.in_force(today) or not rule.hold(values):
            continue
        decided = decided or rule.effect is not None
        yield rule
        if rule.stop:
            return


def _finding(rule: Rule, values: Values) -> Finding:
    seen = {name: values.get(name) for name in (*rule.facts, *rule.shows)}
    return Finding(rule=rule.id, basis=rule.basis, inputs=seen)


def _priority(fired: tuple[Rule, ...]) -> Priority:
    raised = max((rule.raise_to for rule in fired if rule.raise_to), key=lambda each: each.rank, default=None)
    return raised or next((rule.lower_to for rule in fired if rule.lower_to), Priority.NORMAL)


def _team(fired: tuple[Rule, ...], policy: TriagePolicy, values: Values) -> str:
    for rule in fired:
        if rule.team:
            return rule.team
        if rule.section_team and (team := policy.section_teams.get(values["section"])):
            return team
    return next((row.team for row in policy.routing if _fits(row, values)), policy.team)


def _fits(row: Route, values: Values) -> bool:
    wanted = {"service": row.service, "problem": row.problem, "section": row.section}
    return all(value is None or values[name] == value for name, value in wanted.items())


def _asked_for(decisive: Rule | None, values: Values) -> tuple[str, ...]:
    asks = decisive is not None and decisive.effect is Effect.RETURN_COMPLETION
    return (*values["missing"], *values["missing_fields"]) if asks else ()


def _reply_values(rule: Rule, policy: TriagePolicy, values: Values, today: date) -> dict[str, str]:
    filled = {name: _shifted(shift, policy, values, today) for name, shift in rule.values.items()}
    dates = {name: day.isoformat() for name, day in filled.items() if day}
    titles = policy.fields | {required.document: required.title for required in policy.requires}
    asked = [titles[each] for each in _asked_for(rule, values)]
    if asked:
        dates |= {"documents_ar": "، ".join(title.ar for title in asked)}
        dates |= {"documents_en": ", ".join(title.en for title in asked)}
    return dates


def _shifted(shift: Shift, policy: TriagePolicy, values: Values, today: date) -> date | None:
    day = moment_date(policy, shift.moment, values, today)
    return None if day is None else day + timedelta(days=shift.days)


def _link(rule: Rule, facts: Facts) -> str | None:
    if rule.link == "duplicate":
        return facts.open_duplicates[0]
    return facts.parent.reference if rule.link == "parent" and facts.parent else None


def _due_cap(fired: Iterable[Rule], policy: TriagePolicy, values: Values, today: date) -> date | None:
    """The last local day on which the law still allows the act."""
    days = (_shifted(rule.due_cap, policy, values, today) for rule in fired if rule.due_cap)
    return min((day for day in days if day), default=None)


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def _fault(request: Request) -> str | None:
    return request.prior_attempt.error_code if request.prior_attempt else None
