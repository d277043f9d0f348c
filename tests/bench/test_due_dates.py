"""The due dates of a log, and how many of them days by a rule give."""

import json
import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bench.due_dates.counting import promises, read_countings, read_due_dates
from settings import PROJECT
from tests.support.policies.two_calendars import pack_in_days

FOLDER = PROJECT / "bench" / "due_dates"
SHARED = Path(os.environ.get("TAWASUL_SHARED", PROJECT.parent / "shared"))
ST_LOUIS = SHARED / "data" / "logs" / "stlouis_csb_2018_01.jsonl.gz"


@pytest.mark.parametrize("name", ["stlouis", "boston_2011", "boston_2022"])
def test_the_promise_of_each_kind_is_learned_from_its_due_dates(name: str, tmp_path: Path) -> None:
    countings, log = read_countings(FOLDER / f"{name}.toml"), tmp_path / "log.jsonl"
    counting = next(iter(countings.values()))
    starts = [datetime.fromisoformat("2018-01-05T03:10:00-05:00") + timedelta(hours=11 * each) for each in range(40)]
    promised = {"Pothole": 3, "Graffiti": 45}
    cases = [
        {
            "category": kind,
            "arrived_at": f"{at:%FT%T%z}",
            "due_at": f"{counting.end(at, days):%FT%T%z}",
        }
        for at in starts
        for kind, days in promised.items()
    ]
    wrong = cases[0] | {"due_at": "2018-01-06T04:00:00-05:00"}
    log.write_text("".join(f"{json.dumps(each)}\n" for each in (*cases, wrong, {"category": "Open"})))
    found = {each.kind: each for each in promises(read_due_dates(log), countings)}
    assert {kind: each.days for kind, each in found.items()} == promised
    assert (found["Pothole"].given, found["Pothole"].of) == (40, 41)
    assert (found["Graffiti"].given, found["Graffiti"].of) == (40, 40)


def test_the_day_rules_of_a_pack_are_ways_to_count_in_each_of_its_calendars(tmp_path: Path) -> None:
    names = {"to_the_end in expenses", "to_the_end in always", "by_law in expenses", "by_law in always"}
    assert {*read_countings(pack_in_days(tmp_path))} == names


@pytest.mark.skipif(not ST_LOUIS.exists(), reason=f"the public log is not here: {ST_LOUIS}")
def test_nine_tenths_of_a_city_s_own_due_dates_are_whole_weekdays() -> None:
    found = [*promises(read_due_dates(ST_LOUIS), read_countings(FOLDER / "stlouis.toml"))]
    assert (sum(each.given for each in found), sum(each.of for each in found)) == (1464, 1528)
