"""Conditions on facts (`models.triage.facts`), in three values: yes, no, unknown."""

import operator
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from models.base import Frozen
from models.codes import Code
from models.triage.facts import Facts, FactValue, OpenList, SingleValue


class Operator(Code):
    """How a condition compares a fact with its value. Of a fact that is not known only `known` says yes or no."""

    IS = "is"
    IS_NOT = "is_not"
    LT = "lt"
    LE = "le"
    GT = "gt"
    GE = "ge"
    HAS = "has"
    LACKS = "lacks"
    SOME = "some"
    KNOWN = "known"


Truth = bool | None
"""Yes, no, or unknown: Kleene's three values."""
Test = Callable[[FactValue, SingleValue], Truth]
"""Whether a fact meets the value of a condition."""


def all_of(truths: Iterable[Truth]) -> Truth:
    """No when one of them is no, else unknown when one is unknown."""
    unknown = False
    for truth in truths:
        if truth is False:
            return False
        unknown = unknown or truth is None
    return None if unknown else True


def any_of(truths: Iterable[Truth]) -> Truth:
    """Yes when one of them is yes, else unknown when one is unknown."""
    return negated(all_of(map(negated, truths)))


def negated(truth: Truth) -> Truth:
    """The opposite; unknown stays unknown."""
    return None if truth is None else not truth


def _compared(compare: Callable[[Any, Any], bool]) -> Test:
    """A comparison of numbers; of nothing else is known whether it is less or greater."""

    def test(fact: FactValue, value: SingleValue) -> Truth:
        return compare(fact, value) if isinstance(fact, int | float) and not isinstance(fact, bool) else None

    return test


def _has(fact: FactValue, value: SingleValue) -> Truth:
    if not isinstance(fact, tuple):
        return None
    return True if value in fact else None if isinstance(fact, OpenList) else False


def _some(fact: FactValue, value: SingleValue) -> Truth:
    if not isinstance(fact, tuple):
        return None
    return True if fact else None if isinstance(fact, OpenList) else False


_TESTS: Mapping[Operator, Test] = {
    Operator.IS: lambda fact, value: None if fact is None else fact == value,
    Operator.IS_NOT: lambda fact, value: None if fact is None else fact != value,
    Operator.LT: _compared(operator.lt),
    Operator.LE: _compared(operator.le),
    Operator.GT: _compared(operator.gt),
    Operator.GE: _compared(operator.ge),
    Operator.HAS: _has,
    Operator.LACKS: lambda fact, value: negated(_has(fact, value)),
    Operator.SOME: _some,
    Operator.KNOWN: lambda fact, value: (fact is not None) is value,
}


class Condition(Frozen):
    """One fact compared with one value. `has` and `lacks` look into a fact that is a list; `some`: it is not empty."""

    fact: str
    op: Operator = Operator.IS
    value: SingleValue = True

    def truth(self, facts: Mapping[str, FactValue]) -> Truth:
        """Whether the facts meet it; None when they do not say."""
        return _TESTS[self.op](facts.get(self.fact), self.value)


def held_back_by(condition: Condition, facts: Facts) -> Truth:
    """Whether something speaks against what rests on other grounds."""
    truth = condition.truth(facts)
    return False if truth is None and condition.fact not in facts.doubts else truth


class _Tests(NamedTuple):
    """Conditions as they are looked at: the fact, the test, and the value it is compared with."""

    when: tuple[tuple[str, Test, SingleValue], ...]
    any: tuple[tuple[str, Test, SingleValue], ...]
    unless: tuple[tuple[str, Test, SingleValue], ...]


class Conditions(Frozen):
    """Holds when every condition of `when` does, one of `any` where it names some, and none of `unless`.

    `unless` only ever holds something back, so what free text says counts there too, and what is doubtful as well. A
    fact of which nothing is said holds nothing back.
    """

    when: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()

    def met(self, facts: Mapping[str, FactValue]) -> Truth:
        """Whether the facts meet `when` and `any`."""
        name, value = self._must_be
        if (fact := facts.get(name)) is not None and fact != value:
            return False  # most rules concern something else, which one of their facts says
        when, any_of_them, _ = self._tests
        met: Truth = True
        for name, test, value in when:
            truth = test(facts.get(name), value)
            if truth is False:
                return False
            met = truth and met
        if not any_of_them:
            return met
        return all_of((met, any_of(test(facts.get(name), value) for name, test, value in any_of_them)))

    def truth(self, facts: Facts, *, sure: bool = False) -> Truth:
        """Whether the facts meet all of it; `sure`: `when` and `any` without what free text says."""
        return self.truth_of(self.met(facts.sure if sure else facts), facts)

    def truth_of(self, met: Truth, facts: Facts) -> Truth:
        """Whether they meet all of it, of which `when` and `any` are known."""
        if met is False:
            return False
        truth = met
        for name, test, value in self._tests.unless:
            held_back = test(facts.get(name), value)
            if held_back:
                return False
            if held_back is None and name in facts.doubts:
                truth = None
        return truth

    def hold(self, facts: Facts) -> bool:
        """Whether the facts are known to meet all of it, free text included."""
        return self.truth(facts) is True

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The names of the facts looked at, each once."""
        return tuple(dict.fromkeys(each.fact for each in self.conditions))

    def values_of(self, fact: str) -> tuple[str, ...]:
        """What its conditions compare a fact with."""
        return tuple(str(each.value) for each in self.conditions if each.fact == fact)

    @cached_property
    def _must_be(self) -> tuple[str, SingleValue]:
        """A fact, and the one value with which `when` can be met; none has this name where there is no such fact."""
        found = (each for each in self.when if each.op is Operator.IS)
        return next(((each.fact, each.value) for each in found), ("", False))

    @cached_property
    def _tests(self) -> "_Tests":
        parts = (self.when, self.any, self.unless)
        return _Tests(*(tuple((each.fact, _TESTS[each.op], each.value) for each in part) for part in parts))

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All conditions, whichever way they count."""
        return (*self.when, *self.any, *self.unless)
