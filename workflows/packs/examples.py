"""Examples of a pack tried: each request goes through the first stage, and what comes out is compared. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from models.calendar.days import last_day
from models.intake.request import Request
from models.packs.derive import TopicsOfRules
from models.packs.examples import PackExample
from models.policy import CasePolicy
from models.triage.assessment import Assessment
from models.triage.conditions import Condition, Operator
from models.triage.facts import Facts
from models.triage.policy import TriagePolicy
from models.triage.rules import Rule
from workflows.case.opening import decide_opening
from workflows.triage.assess import conclude
from workflows.triage.facts import gather

_IN_ANY_ORDER = frozenset({"flags", "missing"})
_ONLY_WHERE_SOUGHT = ("says_more", "own_numbers", "own_relations")


class NotAsExpected(NamedTuple):
    """One thing that came out otherwise than an example says."""

    name: str
    expected: str
    found: str


@dataclass(frozen=True)
class ExampleTrial:
    """An example, its request as intake reads it, and the policies it falls under."""

    example: PackExample
    request: Request
    case: CasePolicy
    triage: TriagePolicy
    topics: TopicsOfRules

    @property
    def now(self) -> datetime:
        """The instant it is tried at: that of its filing."""
        return self.request.submitted_at

    @cached_property
    def facts(self) -> Facts:
        """What is known of the request, whatever rules look at it."""
        return self.facts_under(self.triage)

    def facts_under(self, triage: TriagePolicy) -> Facts:
        """The same under another policy of its service."""
        seeking = changed(
            triage,
            rules=(*triage.rules, _looking_at_everything(self.topics.own)),
            topics=triage.topics | self.topics.said,
            own_topics=triage.own_topics | self.topics.own,
        )
        return gather(self.request, self.example.known, seeking, self.case.working_calendar, self.now)

    def assessed(self, facts: Facts, triage: TriagePolicy) -> Assessment:
        """The conclusion of the first stage."""
        known, calendar = self.example.known, self.case.working_calendar
        return conclude(facts, self.request, known, triage, calendar=calendar, now=self.now)

    @cached_property
    def assessment(self) -> Assessment:
        """The conclusion under the pack as it is."""
        return self.assessed(self.facts, self.triage)

    def differences(self, assessment: Assessment) -> tuple[NotAsExpected, ...]:
        """What the example says and the conclusion does not."""
        given = self.example.expected.given
        return tuple(
            NotAsExpected(name, _text(wanted), _text(value))
            for name, wanted in given.items()
            if not _same(name, wanted, value := self.found(name, assessment))
        )

    def found(self, name: str, assessment: Assessment) -> Any:
        """What came out, by a name of `Expected`."""
        match name:
            case "unknown":
                return _held_back(assessment)
            case "last_day":
                limit = assessment.due_cap
                return last_day(limit, self.case.working_calendar.zone) if limit else None
            case "due":
                return self._due(assessment)
            case _:
                return getattr(assessment, name)

    def _due(self, assessment: Assessment) -> datetime | None:
        """The due instant in local time, without its zone as examples write it."""
        state, _ = decide_opening(self.request, self.case, assessment, self.now)
        zone = self.case.working_calendar.zone
        return state.due.astimezone(zone).replace(tzinfo=None) if state.due else None


def changed(triage: TriagePolicy, **changes: Any) -> TriagePolicy:
    """A copy with some fields changed; what was computed of the policy before is dropped."""
    given = {name: getattr(triage, name) for name in TriagePolicy.model_fields}
    return TriagePolicy.model_construct(**given | changes)


def _looking_at_everything(topics: Iterable[str]) -> Rule:
    """A rule that may always fire, so that each fact is computed that is computed only where some rule wants it."""
    lists = (Condition(fact=name, op=Operator.SOME) for name in _ONLY_WHERE_SOUGHT)
    spoken = (Condition(fact="own_topics", op=Operator.HAS, value=topic) for topic in topics)
    return Rule(id="", title="", basis="", unless=(*lists, *spoken))


def _held_back(assessment: Assessment) -> dict[str, tuple[str, ...]]:
    """The rules that something not known held back, each with the facts, sorted."""
    facts: dict[str, set[str]] = {}
    for each in assessment.unknown:
        facts.setdefault(each.rule, set()).update(each.facts)
    return {rule: tuple(sorted(names)) for rule, names in facts.items()}


def _same(name: str, wanted: Any, found: Any) -> bool:
    if name == "unknown":
        return {rule: sorted(facts) for rule, facts in wanted.items()} == {rule: list(found[rule]) for rule in found}
    return sorted(wanted) == sorted(found) if name in _IN_ANY_ORDER else bool(wanted == found)


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "–"
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_text(each)}" for name, each in value.items()) or "–"
    return "–" if value is None else str(value)
