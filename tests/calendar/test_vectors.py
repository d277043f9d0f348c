"""Working-time cases from the tests of six other libraries, and the runner that checks files of them."""

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest

from models.calendar.vectors import Tier, check_vectors
from settings import PROJECT

SHARED = Path(os.environ.get("TAWASUL_SHARED", PROJECT.parent / "shared"))
VECTORS = SHARED / "data" / "business_time_vectors.jsonl.gz"


@pytest.fixture(scope="module")
def vectors() -> list[str]:
    if not VECTORS.exists():
        pytest.skip(f"no working-time vectors at {VECTORS}; set TAWASUL_SHARED to the folder that holds data/")
    with gzip.open(VECTORS, "rt", encoding="utf-8") as file:
        return file.readlines()


@pytest.mark.parametrize(("tier", "cases"), [(Tier.STRICT, 339), (Tier.BOUNDARY, 7), (Tier.COARSE, 10)])
def test_every_vector_agrees(vectors: list[str], tier: Tier, cases: int) -> None:
    report = check_vectors(line for line in vectors if json.loads(line)["tier"] == tier)
    assert (report.checked, report.differences) == (cases, ())


def vector(**changes: Any) -> str:
    case = {
        "id": "own-1",
        "tier": "strict",
        "op": "add",
        "calendar": {"tz": "Asia/Riyadh", "hours": {"sun": [["08:00", "15:00"]], "mon": [["08:00", "15:00"]]}},
        "start": "2026-01-04T08:00:00",
        "business_minutes": 420,
        "expected": "2026-01-04T15:00:00",
    }
    return json.dumps(case | changes)


def test_a_wrong_expectation_is_reported_with_what_we_get() -> None:
    report = check_vectors([vector(), vector(id="own-2", expected="2026-01-05T08:00:00")])
    assert (report.checked, report.agree) == (2, 1)
    assert report.model_dump(mode="json")["differences"] == [
        {
            "id": "own-2",
            "tier": "strict",
            "op": "add",
            "expected": "2026-01-05T08:00:00",
            "got": "2026-01-04T15:00:00+03:00",
        }
    ]


def test_the_other_side_of_the_closed_time_agrees_only_in_the_adjacent_style() -> None:
    edge = {"tier": "boundary", "expected": "2026-01-05T08:00:00"}
    assert check_vectors([vector(**edge, boundary_style="adjacent_segment")]).agree == 1
    assert check_vectors([vector(**edge, boundary_style="end_of_segment")]).agree == 0
    inside = edge | {"expected": "2026-01-05T08:00:01"}
    assert check_vectors([vector(**inside, boundary_style="adjacent_segment")]).agree == 0


def test_a_coarse_case_agrees_within_its_tolerance_only() -> None:
    coarse = {"tier": "coarse", "op": "between", "end": "2026-01-04T15:00:00", "tolerance_seconds": 3600}
    assert check_vectors([vector(**coarse, expected=360)]).agree == 1
    assert check_vectors([vector(**coarse, expected=359)]).agree == 0


def test_pauses_push_the_end_out_and_do_not_count_as_worked() -> None:
    pauses = [["2026-01-04T07:00:00", "2026-01-04T09:00:00"], ["2026-01-04T14:00:00", "2026-01-05T10:00:00"]]
    added = vector(pauses=pauses, expected="2026-01-05T12:00:00")
    worked = vector(pauses=pauses, op="between", end="2026-01-05T12:00:00", expected=420)
    assert check_vectors([added, worked]).differences == ()


def test_a_calendar_without_working_time_is_a_difference_and_not_a_crash() -> None:
    [difference] = check_vectors([vector(calendar={"tz": "UTC", "hours": {}})]).differences
    assert "no working time" in str(difference.got)


def test_a_holiday_listed_twice_is_one_holiday() -> None:
    hours = {"sun": [["08:00", "15:00"]], "mon": [["08:00", "15:00"]]}
    calendar = {"tz": "Asia/Riyadh", "hours": hours, "holidays": ["2026-01-04", "*-01-04", "2026-01-04"]}
    assert check_vectors([vector(calendar=calendar, expected="2026-01-05T15:00:00")]).differences == ()


def test_an_unreadable_line_is_named() -> None:
    with pytest.raises(ValueError, match="line 2 is not a working-time case"):
        check_vectors([vector(), '{"id": "own-3"}'])
