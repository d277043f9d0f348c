"""Servers are restored from older copies, and cases interrupted and deleted, while people go on."""

import pytest

from chaos.outcome import Scale
from chaos.scenarios import restored


@pytest.mark.chaos
@pytest.mark.timeout(600)
def test_what_older_copies_and_operators_break_is_mended_or_named() -> None:
    assert [line for outcome in restored.run(Scale.SUITE) for line in outcome.violations] == []
