"""The first stage as data: which words speak for which problem, and the rules R1 to R20.

A rule is a list of conditions on facts (`models.triage.facts`) and what follows from them. Nothing here is code:
`workflows.triage.facts` computes the facts, `workflows.triage.assess` applies the rules to them.
"""

import operator
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Literal

from pydantic import Field

from models.base import Frozen
from models.codes import Code, Effect, Priority
from models.policy import Bilingual
from models.triage.facts import FactValue, FieldType, SingleValue
from models.triage.lexicon import Stems, by_stem


class Operator(Code):
    """How a condition compares a fact with its value. A fact that is not known holds only under `known = false`."""

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


Test = Callable[[FactValue, SingleValue], bool]
"""Whether a fact meets the value of a condition."""


def _compared(compare: Callable[[Any, Any], bool]) -> Test:
    """A comparison of numbers; nothing else is less or greater."""

    def test(fact: FactValue, value: SingleValue) -> bool:
        return isinstance(fact, int | float) and not isinstance(fact, bool) and compare(fact, value)

    return test


_TESTS: Mapping[Operator, Test] = {
    Operator.IS: lambda fact, value: fact == value,
    Operator.IS_NOT: lambda fact, value: fact is not None and fact != value,
    Operator.LT: _compared(operator.lt),
    Operator.LE: _compared(operator.le),
    Operator.GT: _compared(operator.gt),
    Operator.GE: _compared(operator.ge),
    Operator.HAS: lambda fact, value: isinstance(fact, tuple) and value in fact,
    Operator.LACKS: lambda fact, value: isinstance(fact, tuple) and value not in fact,
    Operator.SOME: lambda fact, value: isinstance(fact, tuple) and bool(fact),
    Operator.KNOWN: lambda fact, value: (fact is not None) is value,
}


class Condition(Frozen):
    """One fact compared with one value. `has` and `lacks` look into a fact that is a list; `some`: it is not empty."""

    fact: str
    op: Operator = Operator.IS
    value: SingleValue = True

    def holds(self, facts: Mapping[str, FactValue]) -> bool:
        """Whether the facts meet it."""
        return _TESTS[self.op](facts.get(self.fact), self.value)


class Conditions(Frozen):
    """Holds when every condition of `when` does and, where `any` names some, at least one of those."""

    when: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()

    def hold(self, facts: Mapping[str, FactValue]) -> bool:
        """Whether the facts meet all of it."""
        for each in self.when:
            if not each.holds(facts):
                return False
        return not self.any or any(each.holds(facts) for each in self.any)

    @property
    def facts(self) -> tuple[str, ...]:
        """The names of the facts looked at, each once."""
        return tuple(dict.fromkeys(each.fact for each in (*self.when, *self.any)))


class Shift(Frozen):
    """A date some calendar days after a known moment. Statutory days are calendar days (domain §4.3)."""

    moment: str
    days: int = 0


class Rule(Conditions):
    """What follows when its conditions hold. Several rules may share an id: the cases of one rule of domain §2.7.

    The first rule with an `effect` decides it; later ones with an effect are passed over. `raise_to` never lowers a
    priority, `lower_to` sets it. `team` overrules the routing, the first one counts; `section_team` takes the team of
    the section the beneficiary chose. After a rule with `stop` no further rule is looked at. `shows` are facts recorded
    beside those of its conditions. A rule with `enforced_by` only says where else the system keeps it.
    """

    id: str
    title: str
    basis: str
    since: date | None = None
    until: date | None = None
    services: tuple[str, ...] = ()
    """Only for these; empty: for all."""
    shows: tuple[str, ...] = ()
    effect: Effect | None = None
    team: str | None = None
    section_team: bool = False
    problem: str | None = None
    raise_to: Priority | None = None
    lower_to: Priority | None = None
    flags: tuple[str, ...] = ()
    reply: str | None = None
    values: dict[str, Shift] = Field(default_factory=dict)
    due_cap: Shift | None = None
    link: Literal["duplicate", "parent"] | None = None
    problem_record: bool = False
    """Ties the request to the record of the fault that its error code names (R17)."""
    stop: bool = False
    enforced_by: str | None = None

    def concerns(self, service: str) -> bool:
        """Whether the first stage applies it to a service."""
        return self.enforced_by is None and (not self.services or service in self.services)

    def in_force(self, day: date) -> bool:
        """Whether it is applied on a local date."""
        return (self.since or date.min) <= day <= (self.until or date.max)


class ProblemLexicon(Frozen):
    """What speaks for a problem category: words of the platform's message and of the beneficiary, the try's outcome.

    The platform's message counts most (domain §7). `prior` is what the category starts with where it is the service's.
    """

    words: tuple[str, ...] = ()
    """Looked for in both; `message` and `text` only there."""
    message: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    message_weight: int = 3
    prior: int = 2


class ProblemCategory(ProblemLexicon):
    """A problem category that a service can have, its words as normalized text."""

    code: str


class Refinement(Conditions):
    """A problem that turns out to be another one when further facts hold."""

    problem: str
    becomes: str


class Words(Frozen):
    """A topic a text speaks of, by any of these words. `but_not` are phrases taken out of the text before looking."""

    words: tuple[str, ...]
    but_not: tuple[str, ...] = ()

    @cached_property
    def by_stem(self) -> Stems:
        """The compiled words, grouped by stem."""
        return by_stem(self.words)


class Moment(Frozen):
    """A date that matters: the names under which `context` gives it, else the words that stand near it in the text.

    `at` are dates, `since` days passed, `left` days to come. `near_words`: one word of every group must stand near.
    """

    at: tuple[str, ...] = ()
    since: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    near_words: tuple[tuple[str, ...], ...] = ()
    but_not: tuple[str, ...] = ()
    urgent: bool = False
    """Whether a near date of this kind raises the priority (R15)."""


class Requirement(Conditions):
    """A document the request must bring, when its conditions hold. `accepts` are the patterns of attachment kinds."""

    document: str
    title: Bilingual = Bilingual(ar="", en="")
    accepts: tuple[str, ...] = ()
    count: int = 1


class HumanitarianFlag(Frozen):
    """The humanitarian flag: one of these topics in the text, and a document of one of these kinds (R16)."""

    topics: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


class Window(Frozen):
    """The dates in which an announced campaign takes requests, both included."""

    since: date
    until: date
    source: str = ""


class Route(Frozen):
    """One row of the routing table; what is left open fits everything, the first row that fits counts (seed S58)."""

    team: str
    service: str | None = None
    problem: str | None = None
    section: str | None = None


class TriagePolicy(Frozen):
    """Everything the first stage needs to know about the service of one request."""

    service: str
    known: bool = True
    """False: the pack does not list what was asked for, and this is its catch-all (R3)."""
    team: str
    online: bool = False
    follow_up: bool = False
    own_platform: str = ""
    """How an attempt's `platform` names this system itself."""
    sections: tuple[str, ...] = ()
    """The sections that offer the service; empty: all."""
    section_teams: dict[str, str] = Field(default_factory=dict)
    relations: tuple[str, ...] = ()
    """What the person concerned may be to the applicant (R4)."""
    entitling: tuple[str, ...] = ()
    """Patterns of attachment kinds that make anyone entitled."""
    problem: str
    problems: tuple[ProblemCategory, ...] = ()
    refinements: tuple[Refinement, ...] = ()
    topics: dict[str, Words] = Field(default_factory=dict)
    moments: dict[str, Moment] = Field(default_factory=dict)
    humanitarian: HumanitarianFlag = HumanitarianFlag()
    requires: tuple[Requirement, ...] = ()
    fields: dict[str, Bilingual] = Field(default_factory=dict)
    """The titles of the fields of its own that it requires."""
    field_types: dict[str, FieldType] = Field(default_factory=dict)
    """What each field of its own holds, required or not."""
    campaign: tuple[Window, ...] = ()
    patience: timedelta
    """The promise an earlier request was given, in working time (R6)."""
    completes_in_days: int | None = None
    """Calendar days in which the e-service itself completes, where that is published."""
    routing: tuple[Route, ...] = ()
    rules: tuple[Rule, ...] = ()
