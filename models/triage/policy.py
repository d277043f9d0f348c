"""The policy of the first stage for one service: its rules, what they look for, and what they look at."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property
from operator import not_

from pydantic import Field

from models.base import Frozen
from models.intake.duplicates import OF_ONE_APPLICANT, DuplicateRule
from models.language import LANGUAGES, Text
from models.triage.facts import FieldForm
from models.triage.near_words import NearWords
from models.triage.plain import Plain
from models.triage.quoting import Quoting
from models.triage.relations import Vocabulary
from models.triage.rules import Refinement, Requirement, Rule
from models.triage.topics import ProblemCategory, TopicLexicon, Words, WordsOfProblems


class Moment(Frozen):
    """A date that matters: the names under which `context` gives it, else the words that stand near it in the text.

    `at` are dates, `since` days passed, `left` days to come. `near_words`: one word of every group must stand near.
    """

    at: tuple[str, ...] = ()
    since: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    near_words: tuple[tuple[str, ...], ...] = ()
    or_near: tuple[tuple[str, ...], ...] = Field((), exclude_if=not_)
    """Groups that do as well: one word of every group, or one of each of these: «نازل» and «مصر»."""
    but_not: tuple[str, ...] = ()
    earliest: int | None = None
    latest: int | None = None
    """Between which days from today a field may lie; another one counts as not given."""
    urgent: bool = False
    """Whether a near date of this kind raises the priority (R15)."""


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
    listed_codes: dict[str, frozenset[str]] = Field(default_factory=dict)
    """The codes of the pack by the field of a request they stand in: what another one says nobody knows."""
    error_codes: frozenset[str] = frozenset()
    """Those of the platform that the pack lists."""
    relations: tuple[str, ...] = ()
    """What the person concerned may be to the applicant (R4)."""
    vocabulary: Vocabulary = Vocabulary()
    """The words for relations."""
    entitling: tuple[str, ...] = ()
    """Patterns of attachment kinds that make anyone entitled."""
    duplicates: DuplicateRule = OF_ONE_APPLICANT
    """Which open requests are the same as a new one."""
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
    languages: tuple[str, ...] = LANGUAGES
    """The languages of the pack."""
    no_evidence: tuple[str, ...] = ()
    """What a try's `evidence` says where it is no document."""
    applicant_types: dict[str, frozenset[str]] = Field(default_factory=dict)
    """What an applicant may be, each with the kinds of number that go with it; empty: anything."""
    fields: dict[str, Text] = Field(default_factory=dict)
    """The titles of the fields of its own that it requires or asks for."""
    asked_if: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """The fields that are asked for only if the text speaks of one of these topics."""
    field_forms: dict[str, FieldForm] = Field(default_factory=dict)
    """What each field of its own holds, required or not."""
    campaign: tuple[Window, ...] = ()
    patience: timedelta
    """The promise an earlier request was given, in working time (R6)."""
    oldest_try_days: int | None = None
    """Calendar days ago that a try may have been made and still say no more than that the service failed."""
    of_age: int | None = None
    """From which age somebody is no child."""
    old_from: int | None = None
    """From which age somebody is old."""
    completes_in_days: int | None = None
    """Calendar days in which the e-service itself completes, where that is published."""
    routing: tuple[Route, ...] = ()
    rules: tuple[Rule, ...] = ()

    @cached_property
    def whole_messages(self) -> tuple[str, ...]:
        """The messages of the platform that are as good as a code."""
        return tuple(each for problem in self.problems for each in problem.messages)

    @cached_property
    def topic_lexicon(self) -> TopicLexicon:
        """The topics of texts, compiled."""
        return TopicLexicon(self.topics)

    @cached_property
    def own_topic_lexicon(self) -> TopicLexicon:
        """The topics of the beneficiary's own words, compiled."""
        return TopicLexicon(self.own_topics)

    @cached_property
    def words_of_problems(self) -> WordsOfProblems:
        """What speaks for each problem category, compiled."""
        return WordsOfProblems(self.problems)

    @cached_property
    def near_words(self) -> NearWords:
        """The words that stand near the dates of each moment, compiled."""
        return NearWords((name, (each.near_words, each.or_near), each.but_not) for name, each in self.moments.items())

    @cached_property
    def own_topics_by_rule(self) -> tuple[tuple[Rule, tuple[str, ...]], ...]:
        """The rules that look for topics in the beneficiary's own words, each with those."""
        named = ((rule, rule.values_of("own_topics")) for rule in self.rules)
        return tuple((rule, topics) for rule, topics in named if topics)

    @cached_property
    def new_topics(self) -> tuple[str, ...]:
        """The topics that rules look for in what a repeated request says beyond the open one."""
        rules = self.rules_by_fact.get("new_topics", ())
        return tuple(sorted({topic for rule in rules for topic in rule.values_of("new_topics")}))

    @cached_property
    def rules_by_fact(self) -> Mapping[str, tuple[Rule, ...]]:
        """The rules that look at each fact."""
        facts = dict.fromkeys(fact for rule in self.rules for fact in rule.facts)
        return {fact: tuple(rule for rule in self.rules if fact in rule.facts) for fact in facts}
