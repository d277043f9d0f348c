"""Mutants of a pack: its first stage with one thing of one rule changed. An example that then fails notices it."""

from collections.abc import Iterator
from typing import Any, NamedTuple, TypeVar

from models.codes import Effect, Priority, RuleChange, RulePart
from models.packs.pack import Pack
from models.triage.conditions import Condition
from models.triage.policy import Route
from models.triage.rules import Refinement, Rule, Shift

Row = TypeVar("Row", Rule, Refinement)


ON_CONDITIONS = frozenset({RuleChange.CONDITION_GONE, RuleChange.THRESHOLD, RuleChange.SERVICES_GONE})
"""Changes of when a rule holds, not of what it says."""


class RuleTables(NamedTuple):
    """The tables of the first stage that mutants change."""

    rules: tuple[Rule, ...]
    refinements: tuple[Refinement, ...]
    routing: tuple[Route, ...]


class RuleMutant(NamedTuple):
    """One change of one row, at `place` of its table; `key` and `was` are what is changed and its value before.

    `after` is the row as it becomes; none: it is gone.
    """

    part: RulePart
    place: int
    rule: str
    change: RuleChange
    key: str
    was: str
    becomes: str
    before: Rule | Refinement | Route
    after: Rule | Refinement | Route | None
    tables: RuleTables


class _Changed(NamedTuple):
    change: RuleChange
    key: str
    was: object
    becomes: object
    row: Rule | Refinement | Route | None


def mutants(pack: Pack) -> Iterator[RuleMutant]:
    """Every change of one rule, refinement or route of a pack's first stage."""
    tables = RuleTables(pack.triage.rules, pack.triage.refinements, pack.triage.routing)
    for place, rule in enumerate(tables.rules):
        for changed in _of_rule(pack, rule) if rule.enforced_by is None else ():
            yield _mutant(tables, RulePart.RULE, place, rule.id, changed)
    for place, refinement in enumerate(tables.refinements):
        name = f"{refinement.problem} > {refinement.becomes}"
        for changed in (_gone(), *_of_conditions(refinement)):
            yield _mutant(tables, RulePart.REFINEMENT, place, name, changed)
    for place, route in enumerate(tables.routing):
        for changed in (_gone(), _Changed(RuleChange.TEAM, "team", route.team, *_other_team(pack, route))):
            yield _mutant(tables, RulePart.ROUTE, place, route.team, changed)


def _mutant(tables: RuleTables, part: RulePart, place: int, rule: str, changed: _Changed) -> RuleMutant:
    rows = getattr(tables, part)
    row = () if changed.row is None else (changed.row,)
    after = tables._replace(**{part: (*rows[:place], *row, *rows[place + 1 :])})
    was, becomes = (_text(value) for value in (changed.was, changed.becomes))
    return RuleMutant(part, place, rule, changed.change, changed.key, was, becomes, rows[place], changed.row, after)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _gone() -> _Changed:
    return _Changed(RuleChange.GONE, "", None, None, None)


def _of_rule(pack: Pack, rule: Rule) -> Iterator[_Changed]:
    yield _gone()
    yield from _of_conditions(rule)
    if rule.services:
        yield _Changed(RuleChange.SERVICES_GONE, "services", None, None, _but(rule, services=()))
    yield from _of_conclusion(pack, rule)
    for name in ("flags", "held_flags"):
        for flag in getattr(rule, name):
            rest = tuple(each for each in getattr(rule, name) if each != flag)
            yield _Changed(RuleChange.FLAG, name, flag, None, _but(rule, **{name: rest}))
    yield from _of_dates(rule)


def _of_conclusion(pack: Pack, rule: Rule) -> Iterator[_Changed]:
    """Effect, team, priority, problem, reply and link swapped for others, or left out."""
    if rule.effect:
        other = Effect.RETURN_COMPLETION if rule.effect is Effect.ROUTE else Effect.ROUTE
        yield _Changed(RuleChange.EFFECT, "effect", rule.effect, other, _but(rule, effect=other))
    if rule.team:
        yield _Changed(RuleChange.TEAM, "team", rule.team, *_other_team(pack, rule))
    if rule.section_team:
        yield _Changed(RuleChange.TEAM, "section_team", True, False, _but(rule, section_team=False))
    for name in ("raise_to", "lower_to"):
        if priority := getattr(rule, name):
            other_one = _other_priority(priority)
            yield _Changed(RuleChange.PRIORITY, name, priority, other_one, _but(rule, **{name: other_one}))
    left_out = {"problem": RuleChange.PROBLEM, "reply": RuleChange.REPLY, "link": RuleChange.LINK}
    for name, change in left_out.items():
        if was := getattr(rule, name):
            yield _Changed(change, name, was, None, _but(rule, **{name: None}))
    for name, change in {"stop": RuleChange.STOP, "problem_record": RuleChange.RECORD}.items():
        if getattr(rule, name):
            yield _Changed(change, name, True, False, _but(rule, **{name: False}))


def _of_dates(rule: Rule) -> Iterator[_Changed]:
    if cap := rule.due_cap:
        yield _Changed(RuleChange.LIMIT, "due_cap", cap.days, cap.days + 1, _but(rule, due_cap=_a_day_later(cap)))
    for name, shift in rule.values.items():
        values = rule.values | {name: _a_day_later(shift)}
        yield _Changed(RuleChange.LIMIT, f"values.{name}", shift.days, shift.days + 1, _but(rule, values=values))


def _of_conditions(part: Row) -> Iterator[_Changed]:
    """Each condition left out, and each number one more and one less."""
    for group in ("when", "any", "unless"):
        for place, condition in enumerate(getattr(part, group)):
            key = f"{group}[{place}]"
            yield _Changed(RuleChange.CONDITION_GONE, key, _said(condition), None, _without(part, group, place))
            for other in _other_thresholds(condition):
                row = _without(part, group, place, other)
                yield _Changed(RuleChange.THRESHOLD, key, _said(condition), _text(other.value), row)


def _without(part: Row, group: str, place: int, *instead: Condition) -> Row:
    before: tuple[Condition, ...] = getattr(part, group)
    return _but(part, **{group: (*before[:place], *instead, *before[place + 1 :])})


def _other_thresholds(condition: Condition) -> Iterator[Condition]:
    value = condition.value
    if isinstance(value, int | float) and not isinstance(value, bool):
        for other in (value - 1, value + 1):
            yield condition.model_copy(update={"value": other})


def _said(condition: Condition) -> str:
    value = str(condition.value).lower() if isinstance(condition.value, bool) else condition.value
    return f"{condition.fact} {condition.op} {value}"


def _other_team(pack: Pack, row: Rule | Route) -> tuple[str, Rule | Route]:
    other = next((team for team in pack.teams if team != row.team), "")
    return other, row.model_copy(update={"team": other}) if isinstance(row, Route) else _but(row, team=other)


def _other_priority(priority: Priority) -> Priority:
    order = list(Priority)
    return order[priority.rank - 1] if priority is Priority.URGENT else order[priority.rank + 1]


def _a_day_later(shift: Shift) -> Shift:
    return shift.model_copy(update={"days": shift.days + 1})


def _but(part: Row, **changes: Any) -> Row:
    """A copy with some fields changed; what was computed of the row before is dropped."""
    given = {name: getattr(part, name) for name in type(part).model_fields}
    return type(part).model_construct(**given | changes)
