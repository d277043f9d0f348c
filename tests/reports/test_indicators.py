"""Every indicator is what a slow and plain calculation over the same events gives, for any lives of cases."""

import itertools
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from activities.records.database import connect
from activities.records.occurrences import count_what_is_due
from activities.records.store import Records, engine_for
from activities.reports.indicators import Figures, Period, indicators
from activities.reports.late_time import late_time
from models.codes import ReportBy, Stage
from models.reports.catalog import INDICATORS
from models.reports.indicator import Count, Mean, Percentile, Portion, Ratio
from tests.case.test_properties import LIVES, STEPS, live
from tests.reports import obvious
from tests.support.database import INDEX_KEY, Database, made_of, opening_work, request, work
from tests.support.simulation import TWO_STEPS, Case, riyadh

_NUMBERS = itertools.count(1)
_DAYS = 60 * 24


def _path(*steps: tuple[str, int]) -> list[Any]:
    """Steps of a life by their kind, each some minutes after the one before."""
    by_kind = {step[0]: step for step in reversed(STEPS)}
    return [(by_kind[kind], minutes, False) for kind, minutes in steps]


PATHS = (
    _path(("claim", 60), ("ask", 60), ("reply", _DAYS), ("approve", 120), ("confirm", 300), ("rate", 60))
    + _path(("reopen", 90), ("claim", 60), ("reject", 60)),
    _path(("claim", 600), ("approve", 18 * _DAYS), ("confirm", 30), ("rate", 60)),
    _path(("claim", 60), ("ask", 60), ("reply", _DAYS), ("approve", 500), ("send_back", 60), ("release", 30)),
    _path(
        ("claim", 60), ("wait", 60), ("resume", _DAYS), ("consult", 30), ("answer_consultation", 300), ("redirect", 9)
    ),
    _path(("claim", 60), ("interim_reply", 5), ("extend", 5), ("escalate", 5), ("remind", 900), ("withdraw", 60)),
)
"""How lives begin, so that each kind of what is counted occurs; what follows is anything."""
SINCE, UNTIL = riyadh("2026-01-06 00:00"), riyadh("2026-02-20 00:00")


def _recorded(url: str, lives: list[Any]) -> list[Case]:
    """Lives of cases, put on record as a worker does, and counted."""
    engine = engine_for(url)
    records = Records(engine, INDEX_KEY)
    cases = [_case(records, number, life) for number, life in enumerate(lives)]
    count_what_is_due(records, 1_000)
    engine.dispose()
    return cases


def _case(records: Records, number: int, life: Any) -> Case:
    opening = request(id=f"report-{number}")
    changes: dict[str, Any] = {"approvals": TWO_STEPS} if number % 2 else {}
    case = live(life, **changes)
    case.deliver()
    case.state = case.state.model_copy(update={"reference": opening.reference})
    records.append(opening_work(case, opening))
    records.append(work(case))
    return case


def _figures(url: str, period: Period, now: datetime, by: ReportBy | None = None) -> Figures:
    with connect(url) as connection:
        return indicators(connection, period, now, by=by, zone="Asia/Riyadh")


def _late_time(url: str, period: Period) -> Mapping[Stage, int]:
    with connect(url) as connection:
        return late_time(connection, period)


def _check(cases: list[Case], figures: Figures, since: datetime, until: datetime) -> None:
    found = obvious.moments(cases, since, until)
    total = figures.total
    for code, count in obvious.counts(found).items():
        assert total[code].value == count, code
    for code, (hits, among) in obvious.shares(found).items():
        assert (total[code].hits, total[code].among) == (hits, among), code
        assert total[code].value == (pytest.approx(hits / among) if among else None), code
    for code, numbers in obvious.means(found).items():
        assert total[code].value == (pytest.approx(sum(numbers) / len(numbers)) if numbers else None), code
    for code, measured in obvious.times(found).items():
        for name, place in (("working", 0), ("elapsed", 1)):
            for which, share in (("median", 0.5), ("p90", 0.9)):
                wanted = obvious.percentile([each[place] for each in measured], share)
                assert total[f"{code}_{name}_{which}"].value == (pytest.approx(wanted) if measured else None), code


@settings(max_examples=8, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(st.lists(LIVES, min_size=len(PATHS), max_size=len(PATHS)), st.integers(-1, 6), st.integers(14, 60))
def test_every_indicator_is_what_a_plain_calculation_gives(
    postgres: Database, endings: list[Any], first: int, days: int
) -> None:
    lives = [path + ending for path, ending in zip(PATHS, endings, strict=True)]
    since = SINCE + timedelta(days=first)
    until = since + timedelta(days=days)
    with made_of(postgres, f"indicators_{next(_NUMBERS)}") as database:
        cases = _recorded(database.url, lives)
        figures = _figures(database.desk_url, Period(since=since, until=until), UNTIL)
        late = _late_time(database.desk_url, Period(since=since, until=until))
    _check(cases, figures, since, until)
    assert late == obvious.late_time(obvious.moments(cases, since, until))
    assert figures.uncounted == 0


def test_the_plain_calculation_knows_every_indicator_of_a_period() -> None:
    known = {*obvious.counts([]), *obvious.shares([]), *obvious.means([])}
    for each in INDICATORS:
        if isinstance(each.measure, (Count, Portion, Ratio, Mean)):
            assert each.code in known, each.code
    timed = {each.code.rsplit("_", 2)[0] for each in INDICATORS if isinstance(each.measure, Percentile)}
    assert timed == set(obvious.times([]))
