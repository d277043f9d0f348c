"""The smallest change of the facts by which the first stage would have done something else. Pure.

Found by a search that deepens by one change at a time, so the first found is the smallest, and verified by applying the
rules to the changed facts. Each step removes what stands in the way: a rule that decides before, or a condition that
is not met. Values are tried where conditions of the policy divide them, so nothing between two of them is missed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from models.calendar.working import WorkingCalendar
from models.codes import Effect
from models.intake.request import Request
from models.triage.assessment import Assessment, KnownFromRecords
from models.triage.conditions import Condition, held_back_by
from models.triage.facts import Facts, FactValue, OpenList, Origin, Reading, fact_of
from models.triage.policy import TriagePolicy
from models.triage.rules import Rule
from workflows.explain.fact_values import FactValues
from workflows.triage.assess import conclude, looked_at
from workflows.triage.facts import gather

MOST_CHANGES = 4
"""How many facts are changed at most."""
_SOME_CASE = "TW-0000-0000-0000-0"
"""Stands for the open case that a changed request would repeat."""
NO_TRY = "none"
"""The outcome of an earlier try that there was not."""
_RANK = {
    each: place
    for place, each in enumerate((Origin.DOCUMENTS, Origin.ATTEMPT, Origin.REQUEST, Origin.RECORDS, Origin.TEXT))
}
"""Of as many changes those first that a beneficiary can bring about, then what others or words can."""
_GIVEN = {"service", "service_known", "online", "section_offered", "channel", "seed_kind", "campaign_open"}
"""Facts of the catalogue: nobody who files a request can change them."""


class FactChange(NamedTuple):
    """A fact as it was, and as it would have to be."""

    fact: str
    before: FactValue
    after: FactValue


@dataclass(frozen=True, slots=True)
class OtherWay:
    """What the first stage would have done after some changes of facts, with the rules that would have fired."""

    effect: Effect
    changes: tuple[FactChange, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Ground:
    """What the first stage rests on: a request, what the records knew of it, policy, calendar and instant."""

    request: Request
    known: KnownFromRecords
    policy: TriagePolicy
    calendar: WorkingCalendar
    now: datetime

    @cached_property
    def facts(self) -> Facts:
        """The facts of the request."""
        return gather(self.request, self.known, self.policy, self.calendar, self.now)

    def other_way(self, effect: Effect) -> OtherWay | None:
        """The smallest change after which the first stage would have done this; none within `MOST_CHANGES`."""
        return other_way(self, self.facts, effect)

    def concluded(self, facts: Facts) -> Assessment:
        """The assessment by some facts."""
        known = self.known.but(open_duplicates=self.known.open_duplicates or (_SOME_CASE,))
        return conclude(facts, self.request, known, self.policy, calendar=self.calendar, now=self.now)

    def effect(self, facts: Facts) -> Effect:
        """What the first stage does by some facts."""
        today = self.now.astimezone(self.calendar.zone).date()
        looks = looked_at(self.policy.rules, facts, today)
        return next((look.rule.effect for look in looks if look.truth and look.rule.effect), Effect.ROUTE)


def nearest_other_way(ground: Ground, facts: Facts) -> OtherWay | None:
    """The smallest change after which the first stage would have done anything else; none within `MOST_CHANGES`."""
    now = ground.effect(facts)
    return _smallest(ground, facts, [effect for effect in Effect if effect is not now])


def other_way(ground: Ground, facts: Facts, effect: Effect) -> OtherWay | None:
    """The smallest change after which the first stage would have done this; none within `MOST_CHANGES`."""
    return _smallest(ground, facts, [effect])


def _smallest(ground: Ground, facts: Facts, effects: list[Effect]) -> OtherWay | None:
    search = _Search(ground, facts)
    for many in range(1, MOST_CHANGES + 1):
        found = [each for effect in effects for each in search.ways(effect, many)]
        for changes in sorted(found, key=search.weight):
            after = ground.concluded(changed(facts, changes))
            if after.effect in effects:
                return OtherWay(after.effect, changes, after.rules)
    return None


def changed(facts: Facts, changes: tuple[FactChange, ...]) -> Facts:
    """The facts after some changes, and what follows from them. What is changed is known; what only free text can say
    stays unsure."""
    other = Facts(facts)
    other.sure, other.doubts, other.said = dict(facts.sure), dict(facts.doubts), set(facts.said)
    wanted = {change.fact: change.after for change in changes}
    implied = {name: value for fact, after in wanted.items() for name, value in _implied(fact, after, facts).items()}
    for name, value in (implied | wanted).items():
        other.doubts.pop(name, None)
        other.said.discard(name)
        fact = fact_of(name)
        of_text = fact is not None and fact.is_text
        other.put(name, Reading(value, None, Origin.TEXT) if of_text else value)
    return other


def _implied(fact: str, after: FactValue, facts: Facts) -> dict[str, FactValue]:
    """What a change of the earlier try means for the other facts about it."""
    if fact == "attempted" and after is False:
        return {"attempt_outcome": NO_TRY, "attempt_platform": None}
    if fact == "attempted" and facts.get("attempt_outcome") == NO_TRY:
        return {"attempt_outcome": None}
    if fact == "attempt_outcome":
        return {"attempted": after != NO_TRY}
    return {"parent_known": True} if fact == "parent_on_record" and after else {}


class _Search:
    """Sets of changes that lead to an effect, each tried once."""

    def __init__(self, ground: Ground, facts: Facts) -> None:
        self._ground, self._facts = ground, facts
        self._values = FactValues(ground.policy)
        today = ground.now.astimezone(ground.calendar.zone).date()
        self._rules = tuple(rule for rule in ground.policy.rules if rule.in_force(today))

    def ways(self, effect: Effect, many: int) -> Iterator[tuple[FactChange, ...]]:
        """The sets of so many changes, or fewer, that lead to an effect."""
        targets: list[Rule | None] = [rule for rule in self._rules if rule.effect is effect]
        for target in [*targets, *([None] if effect is Effect.ROUTE else [])]:
            yield from self._from((), target, effect, many, set())

    def weight(self, changes: tuple[FactChange, ...]) -> tuple[int, int, float]:
        """How near changes of the same number are: fewest first, what people can bring about before the rest."""
        ranks = sum(_rank(change.fact) for change in changes)
        return len(changes), ranks, sum(_distance(change) for change in changes)

    def _from(
        self,
        changes: tuple[FactChange, ...],
        target: Rule | None,
        effect: Effect,
        many: int,
        tried: set[frozenset[FactChange]],
    ) -> Iterator[tuple[FactChange, ...]]:
        facts = changed(self._facts, changes)
        if self._ground.effect(facts) is effect:
            yield changes
            return
        if len(changes) == many:
            return
        for change in self._next(facts, target):
            if any(each.fact == change.fact for each in changes):
                continue
            further = (*changes, change._replace(before=self._facts.get(change.fact)))
            if (key := frozenset(further)) not in tried:
                tried.add(key)
                yield from self._from(further, target, effect, many, tried)

    def _next(self, facts: Facts, target: Rule | None) -> Iterator[FactChange]:
        """The changes that remove the first thing that stands in the way of a rule; of none: of routing as usual."""
        for rule in self._rules:
            if rule is target:
                yield from self._met(rule, facts)
                return
            if (rule.effect or rule.stop) and rule.truth(facts, sure=rule.decides):
                yield from self._unmet(rule, facts)
                return

    def _met(self, rule: Rule, facts: Facts) -> Iterator[FactChange]:
        """Changes towards meeting a rule: its first condition that is not met."""
        seen = facts.sure if rule.decides else facts
        for condition in rule.when:
            if condition.truth(seen) is not True:
                yield from self._changes(condition, facts, holds=True)
                return
        if rule.any and not any(condition.truth(seen) for condition in rule.any):
            for condition in rule.any:
                yield from self._changes(condition, facts, holds=True)
            return
        for condition in rule.unless:
            if held_back_by(condition, facts) is not False:
                yield from self._changes(condition, facts, holds=False)
                return

    def _unmet(self, rule: Rule, facts: Facts) -> Iterator[FactChange]:
        """Changes after which a rule is not met: any one of its conditions the other way."""
        for condition in (*rule.when, *(each for each in rule.any if each.truth(facts))):
            yield from self._changes(condition, facts, holds=False)
        for condition in rule.unless:
            yield from self._changes(condition, facts, holds=True)

    def _changes(self, condition: Condition, facts: Facts, *, holds: bool) -> Iterator[FactChange]:
        """Other values of a fact by which a condition is surely met, or surely not."""
        before = facts.get(condition.fact)
        for after in self._values.others(condition.fact, before):
            if condition.truth({condition.fact: after}) is holds:
                yield FactChange(condition.fact, before, after)


def _rank(name: str) -> int:
    fact = fact_of(name)
    return len(_RANK) if name in _GIVEN or fact is None else _RANK[fact.origins[0]]


def _distance(change: FactChange) -> float:
    """How far a number moves, or how many members of a list change."""
    before, after = change.before, change.after
    if isinstance(before, tuple | OpenList) and isinstance(after, tuple):
        return len({*before} ^ {*after})
    numbers = isinstance(before, int | float) and isinstance(after, int | float)
    return abs(float(after) - float(before)) if numbers else 1.0  # type: ignore[arg-type]
