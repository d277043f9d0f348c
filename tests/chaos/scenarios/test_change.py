"""Old and new workers together, killed while the new ones are rolled out and rolled back."""

import pytest

from chaos.outcome import Scale
from chaos.scenarios import change


@pytest.mark.chaos
@pytest.mark.timeout(300)
def test_a_change_of_the_code_is_rolled_out_and_back_while_cases_run() -> None:
    assert [violation for outcome in change.run(Scale.SUITE) for violation in outcome.violations] == []
