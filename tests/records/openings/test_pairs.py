"""Two equal requests at one moment, from two processes: one case stays open, the other is merged into it."""

import pytest

from bench.pairs import file_pairs
from tests.support.database import INDEX_KEY, Database
from tests.support.trust import CHANNEL


@pytest.mark.parametrize("pairs", [10, pytest.param(1_000, marks=[pytest.mark.chaos, pytest.mark.timeout(1_200)])])
def test_of_every_pair_of_equal_requests_exactly_one_stays_open(database: Database, pairs: int) -> None:
    outcome = file_pairs(database.url, INDEX_KEY, str(CHANNEL), pairs)
    assert (outcome.pairs, outcome.one_open) == (pairs, pairs)
