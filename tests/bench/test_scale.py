"""The model of a country: its page has the tables it prints, every number counts, and more work needs more."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.scale.__main__ import assumptions, needs, written
from bench.scale.measures import Measures, described
from bench.scale.model import cores, machines, mean_rate, peak_rate, results, shard_use
from settings import PROJECT

PAGE = (PROJECT / "docs" / "scale.md").read_text()
NAMES = [each.name for each in fields(Measures)]
MORE_IS_LESS = {"working_days", "working_hours", "used", "node_cores", "shards"}
WORK = ("requests_a_year", "peak", "fuller")


def test_the_page_has_the_tables_as_they_are_printed() -> None:
    assert f"\n\n{assumptions(Measures())}\n\n" in PAGE
    assert f"\n\n{needs(Measures())}\n\n" in PAGE


@pytest.mark.parametrize("name", NAMES)
def test_every_number_counts_and_in_the_direction_it_should(name: str) -> None:
    before = results(Measures())
    after = results(replace(Measures(), **{name: getattr(Measures(), name) * 50}))
    changed = [(old.value, new.value) for old, new in zip(before, after, strict=True) if old != new]
    assert changed
    assert all((new < old) == (name in MORE_IS_LESS) for old, new in changed)


@given(st.sampled_from(WORK), st.floats(1, 100))
def test_more_work_never_needs_less(name: str, times: float) -> None:
    more = replace(Measures(), **{name: getattr(Measures(), name) * times})
    assert all(new.value >= old.value for old, new in zip(results(Measures()), results(more), strict=True))


def test_the_arithmetic_of_a_small_house() -> None:
    small = replace(Measures(), requests_a_year=3600, working_days=1, working_hours=1, peak=2, fuller=1, used=1)
    assert (mean_rate(small), peak_rate(small)) == (1, 2)
    assert cores(small, 500) == 1
    assert shard_use(replace(small, engine_commits=256, shards=512, shard_hold=10)) == pytest.approx(0.01)
    assert machines(small) == 2


def test_measured_and_assumed_are_told_apart() -> None:
    assert {each.measured for each in described().values()} == {True, False}


@pytest.mark.parametrize(
    ("value", "text"), [(20_000_000, "20,000,000"), (31.746, "31.7"), (3928.3, "3,928"), (0.356, "0.36")]
)
def test_numbers_are_written_with_the_digits_that_count(value: float, text: str) -> None:
    assert written(value) == text
