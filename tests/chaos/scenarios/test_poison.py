"""Bad input at every entry point wedges and fails no case, and is refused or seen by staff."""

import pytest

from chaos.outcome import Scale, TrialOutcome
from chaos.scenarios import poison


@pytest.fixture(scope="module")
def outcomes() -> list[TrialOutcome]:
    """The outcomes of all bad input at one stack."""
    return poison.run(Scale.SUITE)


@pytest.mark.chaos
@pytest.mark.proof
@pytest.mark.timeout(180)
def test_no_bad_input_wedges_a_case_or_goes_unseen(outcomes: list[TrialOutcome]) -> None:
    assert [violation for outcome in outcomes for violation in outcome.violations] == []


@pytest.mark.chaos
@pytest.mark.proof
def test_many_bad_inputs_were_tried_at_every_entry_point(outcomes: list[TrialOutcome]) -> None:
    parts, whole = outcomes[:-1], outcomes[-1]
    assert int(whole.figures["bad inputs"]) == sum(int(part.figures["bad inputs"]) for part in parts) > 250
    assert len(parts) == len(poison.ENTRY_POINTS)
