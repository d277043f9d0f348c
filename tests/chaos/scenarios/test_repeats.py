"""More commands than a case keeps receipts of, and repeats of any of them: each takes effect once."""

from collections import Counter

import pytest

from chaos.checks.cases import FoldedCase, folded
from chaos.checks.repeats import RECEIPTS_KEPT, commands_between, is_answer_to
from chaos.checks.rows import read_receipt
from chaos.outcome import Scale
from chaos.scenarios import repeats
from chaos.workload.repeats import commands
from tests.chaos.checks.made_up import Story, receipt_after, recorded


@pytest.mark.chaos
@pytest.mark.timeout(500)
def test_of_many_commands_and_their_repeats_each_takes_effect_once() -> None:
    assert [line for outcome in repeats.run(Scale.SUITE) for line in outcome.violations] == []


def test_the_commands_follow_from_the_seed_and_are_of_all_sorts() -> None:
    given = list(commands(1, 1_000))
    assert given == list(commands(1, 1_000)) != list(commands(2, 1_000))
    assert len({each.command_id for each in given}) == 1_000
    kinds = Counter(each.kind for each in given)
    assert len(kinds) == 14 and kinds["note"] < 700


@pytest.fixture(scope="module")
def story() -> Story:
    """A case that was claimed, and then noted as often as receipts are kept."""
    story = Story.begin("repeated").do("claim")
    for _ in range(RECEIPTS_KEPT):
        story.do("note", text="one of many")
    return story


@pytest.fixture(scope="module")
def case(story: Story) -> FoldedCase:
    """The same as the checks see it."""
    return folded(recorded(story))


def answered(story: Story, case: FoldedCase, seq: int) -> bool:
    """Whether where the case stood after an event is an answer to the claim."""
    [claim] = [events for events in case.caused_by.values() if events[0].type == "claimed"]
    return is_answer_to(case, claim, read_receipt(receipt_after(recorded(story), seq)))


def test_a_repeat_gets_the_first_receipt_and_another_only_when_that_is_no_longer_kept(
    story: Story, case: FoldedCase
) -> None:
    claimed = next(event.seq for event in case.events if event.type == "claimed")
    assert answered(story, case, claimed)
    assert not answered(story, case, claimed - 1) and not answered(story, case, claimed + 1)
    last = next(
        seq for seq in range(claimed, len(case.events) + 1) if commands_between(case, claimed, seq) == RECEIPTS_KEPT
    )
    assert answered(story, case, last) and not answered(story, case, last - 1)


def test_a_made_up_receipt_is_no_answer(story: Story, case: FoldedCase) -> None:
    [claim] = [events for events in case.caused_by.values() if events[0].type == "claimed"]
    stands = read_receipt(receipt_after(recorded(story), len(case.events)))
    assert is_answer_to(case, claim, stands)
    assert not is_answer_to(case, claim, {**stands, "team": "another"})
    assert not is_answer_to(case, claim, {**stands, "seq": len(case.events) + len(case.planned) + 1})
