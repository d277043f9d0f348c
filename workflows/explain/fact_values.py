"""Which other values a fact may have that the conditions of a policy tell apart. Pure."""

from collections import defaultdict
from collections.abc import Iterator

from models.triage.conditions import Condition, Operator
from models.triage.facts import FactType, FactValue, SingleValue, fact_of
from models.triage.policy import TriagePolicy

ANYTHING = "*"
"""Stands for a code that no condition names, or a member of a list that may be any."""


class FactValues:
    """The values of each fact that the conditions of a policy divide."""

    def __init__(self, policy: TriagePolicy) -> None:
        self._policy = policy
        self._conditions: defaultdict[str, list[Condition]] = defaultdict(list)
        for rule in policy.rules:
            for condition in rule.conditions:
                self._conditions[condition.fact].append(condition)

    def others(self, name: str, now: FactValue) -> tuple[FactValue, ...]:
        """The values besides the one it has."""
        found = dict.fromkeys(self._values(name, now))
        return tuple(value for value in found if not _same(value, now))

    def _values(self, name: str, now: FactValue) -> Iterator[FactValue]:
        fact, conditions = fact_of(name), self._conditions[name]
        if any(condition.op is Operator.KNOWN for condition in conditions):
            yield None
        if fact and fact.type is FactType.LIST:
            yield from self._lists(name, now)
            return
        values = [condition.value for condition in conditions if condition.op is not Operator.KNOWN]
        if (fact and fact.type is FactType.YES_NO) or any(isinstance(value, bool) for value in values):
            yield from (True, False)
            return
        yield from _numbers(conditions, least=0 if fact and fact.type is FactType.COUNT else None)
        if texts := [value for value in values if isinstance(value, str)]:
            yield from texts
            yield ANYTHING

    def _lists(self, name: str, now: FactValue) -> Iterator[FactValue]:
        """The list with one member more, with one less, and empty."""
        members = now if isinstance(now, tuple) else ()
        named = [str(each.value) for each in self._conditions[name] if each.op in (Operator.HAS, Operator.LACKS)]
        if name == "missing":
            named += [required.document for required in self._policy.requires]
        yield ()
        for member in named or [ANYTHING]:
            if member in members:
                yield tuple(each for each in members if each != member)
            else:
                yield (*members, member)


def _numbers(conditions: list[Condition], least: int | None) -> Iterator[SingleValue]:
    """Each bound of the conditions, and the numbers beside it."""
    for condition in conditions:
        value = condition.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        for number in (value, value - 1, value + 1):
            if least is None or number >= least:
                yield number


def _same(one: FactValue, other: FactValue) -> bool:
    return type(one) is type(other) and one == other
