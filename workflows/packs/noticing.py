"""Which mutants of a pack its examples notice: what comes out under the mutant is not what an example says. Pure."""

from collections.abc import Iterable, Iterator

from models.codes import RulePart
from models.packs.mutants import ON_CONDITIONS, RuleMutant, RuleTables
from models.triage.policy import Route, TriagePolicy
from models.triage.rules import Refinement, Rule
from workflows.packs.examples import ExampleTrial, changed
from workflows.triage.unknown import is_held_back, left_open

Bearing = tuple[bool | frozenset[str], ...]
"""In which ways a rule bears on what comes out: it holds, it holds by what is sure, it is held back, by which facts."""
_SILENT: Bearing = (False, False, False, frozenset())


def unnoticed(trials: Iterable[ExampleTrial], mutants: Iterable[RuleMutant]) -> Iterator[RuleMutant]:
    """The mutants that no example notices. All trials come out as they say under the pack as it is."""
    watches = tuple(map(Watch, trials))
    for mutant in mutants:
        likely_first = sorted(watches, key=lambda watch: mutant.rule not in watch.trial.assessment.rules)
        if not any(watch.notices(mutant) for watch in likely_first):
            yield mutant


class Watch:
    """A trial, and what the rules of its pack have to do with it."""

    def __init__(self, trial: ExampleTrial) -> None:
        self.trial = trial
        self._bearings: dict[int, Bearing] = {}
        self._met: dict[int, bool] = {}

    def notices(self, mutant: RuleMutant) -> bool:
        """Whether something else than the example says comes out under a mutant."""
        return self._may_notice(mutant) and _comes_out_otherwise(self.trial, mutant)

    def _may_notice(self, mutant: RuleMutant) -> bool:
        """Whether anything can come of a mutant: a rule that stays silent says nothing, whatever it would have said."""
        before, triage = mutant.before, self.trial.triage
        if isinstance(before, Refinement):
            rows = (before, mutant.after)
            was, becomes = (isinstance(row, Refinement) and row.hold(self.trial.facts) for row in rows)
            return was != becomes and {before.problem, before.becomes} <= {each.code for each in triage.problems}
        if isinstance(before, Route):
            return before.service in (None, triage.service)
        if mutant.key.startswith("unless") and not self._may_be_met(mutant.place, before):
            return False
        bearing = self._bearing(mutant.place, before)
        if mutant.change not in ON_CONDITIONS:
            return bearing != _SILENT
        return isinstance(mutant.after, Rule) and bearing != _bearing(self.trial, mutant.after)

    def _may_be_met(self, place: int, rule: Rule) -> bool:
        """Whether what a rule has under `unless` matters at all."""
        if place not in self._met:
            facts = self.trial.facts
            self._met[place] = any(rule.met(known) is not False for known in (facts, facts.sure))
        return self._met[place]

    def _bearing(self, place: int, rule: Rule) -> Bearing:
        if place not in self._bearings:
            self._bearings[place] = _bearing(self.trial, rule)
        return self._bearings[place]


def _comes_out_otherwise(trial: ExampleTrial, mutant: RuleMutant) -> bool:
    triage = _with_tables(trial.triage, mutant.tables)
    facts = trial.facts_under(triage) if mutant.part is RulePart.REFINEMENT else trial.facts
    try:
        return bool(trial.differences(trial.assessed(facts, triage)))
    except LookupError:  # nothing to join to, or no text to reply with: the first such request would show it
        return True


def _bearing(trial: ExampleTrial, rule: Rule) -> Bearing:
    """In which ways a rule bears on what comes out: it holds, it holds by what is sure, it is held back, or open."""
    if not rule.concerns(trial.triage.service):
        return _SILENT
    facts = trial.facts
    holds = (rule.truth(facts, sure=sure) is True for sure in (False, True))
    open_facts = frozenset(name for each in left_open(rule, facts) for name in each.facts)
    return (*holds, is_held_back(rule, facts), open_facts)


def _with_tables(triage: TriagePolicy, tables: RuleTables) -> TriagePolicy:
    """The policy of one service under other tables of its pack."""
    problems = {each.code for each in triage.problems}
    return changed(
        triage,
        rules=tuple(rule for rule in tables.rules if rule.concerns(triage.service)),
        refinements=tuple(each for each in tables.refinements if {each.problem, each.becomes} <= problems),
        routing=tuple(row for row in tables.routing if row.service in (None, triage.service)),
    )
