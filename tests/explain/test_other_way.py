"""The smallest change of facts that leads to another outcome: verified by applying it, and none is smaller."""

from functools import cache
from itertools import combinations

import pytest

from activities.packs import load_pack
from commands.intake.dry_run import Triaged, dry_run
from models.codes import Effect
from models.intake.file import read_items
from models.packs.pack import forms_of
from models.triage.facts import Facts
from settings import PROJECT
from workflows.explain.fact_values import FactValues
from workflows.explain.other_way import MOST_CHANGES, FactChange, OtherWay, changed, nearest_other_way, other_way

PACK = load_pack(PROJECT / "policies" / "passports")
PACKS = {PACK.name: PACK}


def samples() -> dict[str, Triaged]:
    """The sample requests as the dry run assesses them, by their id."""
    with (PROJECT / "samples" / "requests.json").open("rb") as file:
        requests = [item.request(forms_of(PACKS)) for item in read_items(file)]
    return {each.request.id: each for each in dry_run(requests, PACKS)}


SAMPLES = samples()
every_sample = pytest.mark.parametrize("name", SAMPLES)


@cache
def way(name: str, effect: Effect) -> OtherWay | None:
    return SAMPLES[name].ground.other_way(effect)


def single_changes(sample: Triaged) -> list[FactChange]:
    """Every change of one fact of a request that a condition of the policy tells apart."""
    values, facts = FactValues(sample.ground.policy), sample.ground.facts
    named = dict.fromkeys(condition.fact for rule in sample.ground.policy.rules for condition in rule.conditions)
    return [
        FactChange(name, facts.get(name), after) for name in named for after in values.others(name, facts.get(name))
    ]


def leads_to(sample: Triaged, effect: Effect, changes: tuple[FactChange, ...]) -> bool:
    return sample.ground.effect(changed(sample.ground.facts, changes)) is effect


@every_sample
@pytest.mark.parametrize("effect", Effect)
def test_a_way_that_is_named_leads_there_when_it_is_applied(name: str, effect: Effect) -> None:
    sample, found = SAMPLES[name], way(name, effect)
    if found is None:
        return
    assert sample.ground.concluded(changed(sample.ground.facts, found.changes)).effect is effect
    assert len(found.changes) <= MOST_CHANGES
    assert (found.changes == ()) is (sample.assessment.effect is effect)
    assert all(each.before == sample.ground.facts.get(each.fact) != each.after for each in found.changes)


@every_sample
def test_no_single_change_is_overlooked(name: str) -> None:
    """Against trying every change of one fact."""
    sample = SAMPLES[name]
    for effect in Effect:
        found = way(name, effect)
        by_one = any(leads_to(sample, effect, (change,)) for change in single_changes(sample))
        if found is None or len(found.changes) > 1:
            assert not by_one, effect


@pytest.mark.parametrize("name", ["SR-09", "SR-19", "SR-26"])
def test_no_pair_of_changes_is_overlooked(name: str) -> None:
    """Against trying every pair of changes, for effects of which the search says that it takes more."""
    sample = SAMPLES[name]
    pairs = [pair for pair in combinations(single_changes(sample), 2) if pair[0].fact != pair[1].fact]
    for effect in Effect:
        found = way(name, effect)
        if found is None or len(found.changes) > 2:
            assert not any(leads_to(sample, effect, pair) for pair in pairs), effect


def test_some_way_takes_three_changes_so_the_trials_above_try_something() -> None:
    sizes = {len(found.changes) for name in SAMPLES for effect in Effect if (found := way(name, effect))}
    assert sizes >= {0, 1, 2, 3}


@every_sample
def test_the_nearest_is_of_another_effect_and_no_larger_than_the_way_to_any(name: str) -> None:
    sample = SAMPLES[name]
    nearest = nearest_other_way(sample.ground, sample.ground.facts)
    assert nearest and nearest.effect is not sample.assessment.effect
    ways = [found for effect in Effect if effect is not sample.assessment.effect and (found := way(name, effect))]
    assert len(nearest.changes) == min(len(found.changes) for found in ways)


def test_changing_facts_leaves_the_facts_themselves_as_they_were() -> None:
    sample = SAMPLES["SR-10"]
    before = Facts(sample.ground.facts)
    other_way(sample.ground, sample.ground.facts, Effect.LINK_AND_ESCALATE)
    assert sample.ground.facts == before


def test_what_only_free_text_says_stays_unsure_when_it_is_changed() -> None:
    sample = SAMPLES["SR-10"]
    other = changed(sample.ground.facts, (FactChange("topics", (), ("death",)),))
    assert (other["topics"], other.sure["topics"]) == (("death",), None)


def test_a_try_that_there_was_not_has_no_outcome() -> None:
    tried = next(each for each in SAMPLES.values() if each.ground.facts["attempted"])
    other = changed(tried.ground.facts, (FactChange("attempted", True, False),))
    assert (other["attempt_outcome"], other["attempt_platform"]) == ("none", None)


def test_no_policy_gives_what_none_of_its_rules_does() -> None:
    sample = SAMPLES["SR-12"]
    without = tuple(rule for rule in sample.ground.policy.rules if rule.effect is not Effect.MERGE_DUPLICATE)
    ground = type(sample.ground)(
        sample.request,
        sample.ground.known,
        sample.ground.policy.model_copy(update={"rules": without}),
        sample.ground.calendar,
        sample.ground.now,
    )
    assert ground.other_way(Effect.MERGE_DUPLICATE) is None
