"""The first stage as data: which words speak for which problem, and the rules R1 to R20.

A rule is a list of conditions on facts (`models.triage.facts`) and what follows from them. Nothing here is code:
`workflows.triage.facts` computes the facts, `workflows.triage.assess` applies the rules to them.
"""

import operator
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Literal

from pydantic import Field

from models.base import Frozen
from models.codes import Code, Effect, Priority
from models.policy import Bilingual
from models.triage.facts import Facts, FactValue, FieldType, OpenList, SingleValue
from models.triage.lexicon import Stems, by_stem
from models.triage.plain import Plain
from models.triage.relations import Vocabulary


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
        met: Truth = True
        for each in self.when:
            truth = each.truth(facts)
            if truth is False:
                return False
            met = truth and met
        return all_of((met, any_of(each.truth(facts) for each in self.any))) if self.any else met

    def truth(self, facts: Facts, *, sure: bool = False) -> Truth:
        """Whether the facts meet all of it; `sure`: `when` and `any` without what free text says."""
        truth = self.met(facts.sure if sure else facts)
        if truth is False or not self.unless:
            return truth
        return all_of((truth, *(negated(held_back_by(each, facts)) for each in self.unless)))

    def hold(self, facts: Facts) -> bool:
        """Whether the facts are known to meet all of it, free text included."""
        return self.truth(facts) is True

    @property
    def facts(self) -> tuple[str, ...]:
        """The names of the facts looked at, each once."""
        return tuple(dict.fromkeys(each.fact for each in self.conditions))

    def values_of(self, fact: str) -> tuple[str, ...]:
        """What its conditions compare a fact with."""
        return tuple(str(each.value) for each in self.conditions if each.fact == fact)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All conditions, whichever way they count."""
        return (*self.when, *self.any, *self.unless)


class Shift(Frozen):
    """A date some calendar days after a known moment. Statutory days are calendar days (domain §4.3)."""

    moment: str
    days: int = 0


_DECIDING = (
    Effect.RETURN_COMPLETION,
    Effect.RETURN_GUIDANCE,
    Effect.MERGE_DUPLICATE,
    Effect.LINK_AND_ESCALATE,
)


class Rule(Conditions):
    """What follows when its conditions hold. Several rules may share an id: the cases of one rule of domain §2.7.

    The first rule with an `effect` decides it; later ones with an effect are passed over. `raise_to` never lowers a
    priority, `lower_to` sets it. `team` overrules the routing, the first one counts; `section_team` takes the team of
    the section the beneficiary chose. After a rule with `stop` further rules only raise and flag, by what is known.
    `shows` are facts recorded beside those of its conditions. A rule with `enforced_by` only says where else the system
    keeps it.
    A rule that `decides` rests on sure facts alone, see `models.triage.facts`.
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
    held_flags: tuple[str, ...] = ()
    """Flags for when its conditions are met and only `unless` holds it back."""
    reply: str | None = None
    values: dict[str, Shift] = Field(default_factory=dict)
    due_cap: Shift | None = None
    link: Literal["duplicate", "parent"] | None = None
    problem_record: bool = False
    """Ties the request to the record of the fault that its error code names (R17)."""
    stop: bool = False
    enforced_by: str | None = None

    @cached_property
    def decides(self) -> bool:
        """Whether it closes, merges, links, returns, lowers or stops: that may only rest on what is known."""
        return self.effect in _DECIDING or self.lower_to is not None or self.stop

    @cached_property
    def remark(self) -> "Rule | None":
        """What is left of it after a rule that stops: raising and flagging. None: nothing."""
        if self.effect or not (self.raise_to or self.flags):
            return None
        nothing: dict[str, Any] = {"team": None, "section_team": False, "problem": None, "due_cap": None}
        return self.model_copy(update=nothing | {"lower_to": None, "problem_record": False, "stop": False})

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
    codes: tuple[str, ...] = ()
    """Error codes by which the platform says it: then it is known."""
    messages: tuple[str, ...] = ()
    """Whole messages of the platform: as good as a code (`models.triage.platform_messages`)."""
    translations: tuple[str, ...] = ()
    """What these are called in another language, where a text quotes them; they make nothing known."""
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


class Quoting(Frozen):
    """How a text quotes the platform's message: words that report it, words between, and what a quoted part keeps."""

    reports: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    """A part of a message without one of these may say the opposite, and is no quotation."""


class Moment(Frozen):
    """A date that matters: the names under which `context` gives it, else the words that stand near it in the text.

    `at` are dates, `since` days passed, `left` days to come. `near_words`: one word of every group must stand near.
    """

    at: tuple[str, ...] = ()
    since: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    near_words: tuple[tuple[str, ...], ...] = ()
    but_not: tuple[str, ...] = ()
    earliest: int | None = None
    latest: int | None = None
    """Between which days from today a field may lie; another one counts as not given."""
    urgent: bool = False
    """Whether a near date of this kind raises the priority (R15)."""


class Requirement(Conditions):
    """A document the request must bring, when its conditions hold. `accepts` are the patterns of attachment kinds.

    One of `whole` is all of it, however many are asked for; one of `may_be_in` may show it besides.
    """

    document: str
    title: Bilingual = Bilingual(ar="", en="")
    accepts: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    may_be_in: tuple[str, ...] = ()
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
    vocabulary: Vocabulary = Vocabulary()
    """The words for relations."""
    entitling: tuple[str, ...] = ()
    """Patterns of attachment kinds that make anyone entitled."""
    problem: str
    problems: tuple[ProblemCategory, ...] = ()
    refinements: tuple[Refinement, ...] = ()
    topics: dict[str, Words] = Field(default_factory=dict)
    own_topics: dict[str, Words] = Field(default_factory=dict)
    """The topics that are looked for in the beneficiary's own words."""
    quoting: Quoting = Quoting()
    plain: Plain = Plain()
    """What says nothing but that a service is wanted, or failed, and help is wanted."""
    moments: dict[str, Moment] = Field(default_factory=dict)
    humanitarian: HumanitarianFlag = HumanitarianFlag()
    requires: tuple[Requirement, ...] = ()
    documents: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """What a document of the pack is attached by: its code, and patterns of attachment kinds."""
    exact_kinds: frozenset[str] = frozenset()
    """Attachment kinds that are exactly what they count as, and nothing else."""
    no_evidence: tuple[str, ...] = ()
    """What a try's `evidence` says where it is no document."""
    fields: dict[str, Bilingual] = Field(default_factory=dict)
    """The titles of the fields of its own that it requires or asks for."""
    asked_if: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """The fields that are asked for only if the text speaks of one of these topics."""
    field_types: dict[str, FieldType] = Field(default_factory=dict)
    """What each field of its own holds, required or not."""
    campaign: tuple[Window, ...] = ()
    patience: timedelta
    """The promise an earlier request was given, in working time (R6)."""
    completes_in_days: int | None = None
    """Calendar days in which the e-service itself completes, where that is published."""
    routing: tuple[Route, ...] = ()
    rules: tuple[Rule, ...] = ()

    @cached_property
    def whole_messages(self) -> tuple[str, ...]:
        """The messages of the platform that are as good as a code."""
        return tuple(each for problem in self.problems for each in problem.messages)

    @cached_property
    def own_topics_by_rule(self) -> tuple[tuple[Rule, tuple[str, ...]], ...]:
        """The rules that look for topics in the beneficiary's own words, each with those."""
        named = ((rule, rule.values_of("own_topics")) for rule in self.rules)
        return tuple((rule, topics) for rule, topics in named if topics)

    @cached_property
    def rules_by_fact(self) -> Mapping[str, tuple[Rule, ...]]:
        """The rules that look at each fact."""
        facts = dict.fromkeys(fact for rule in self.rules for fact in rule.facts)
        return {fact: tuple(rule for rule in self.rules if fact in rule.facts) for fact in facts}
