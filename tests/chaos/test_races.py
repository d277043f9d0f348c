"""Many decide one case at once: one wins, and each of the others is told so."""

import pytest

from chaos import races
from chaos.battle import Fought


@pytest.mark.chaos
@pytest.mark.proof
@pytest.mark.timeout(600)
def test_of_a_crowd_that_decides_one_case_exactly_one_decides(fought: Fought) -> None:
    assert not races.judge([fought]).violations
