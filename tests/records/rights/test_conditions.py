"""The conditions on stages in SQL agree with the sets of `models.codes`."""

import re

import pytest

from activities.records.database import LIVE, UNDECIDED
from models import codes


@pytest.mark.parametrize(("condition", "stages"), [(LIVE, codes.LIVE), (UNDECIDED, codes.UNDECIDED)])
def test_a_condition_leaves_out_the_stages_that_the_set_leaves_out(
    condition: str, stages: frozenset[codes.Stage]
) -> None:
    assert set(re.findall(r"stage <> '(\w+)'", condition)) == set(codes.Stage) - stages
