"""Years far away: what nobody knows of them is left out, and everything else goes on, from 1900 to 2200."""

from datetime import UTC, date, datetime, timedelta

import pytest

from activities.packs import load_packs
from models.calendar.holidays import estimated_closures
from models.calendar.rules import HIJRI_KNOWN, Overlay, Weekday
from models.calendar.working import compile_calendar
from models.case.clock import start
from models.case.events import Event
from models.case.state import Receipt, Refusal
from models.codes import ClockKind, Stage
from settings import PROJECT
from tests.support.simulation import Case
from tests.support.system import System, command

HOUR = timedelta(hours=1)
YEARS = (1900, 1923, 1924, 1925, 2076, 2077, 2078, 2150, 2200)
RAMADAN = Overlay(name="ramadan", hijri_month=9, hours={Weekday.SUNDAY: ()})
RULES = load_packs(PROJECT / "policies")["passports"].calendar


@pytest.mark.parametrize("year", YEARS)
def test_a_working_day_has_an_end_in_every_year(year: int) -> None:
    calendar = compile_calendar(RULES)
    for month in range(1, 13):
        begun = datetime(year, month, 14, 5, tzinfo=UTC)
        landed = calendar.add(begun, 40 * HOUR)
        assert calendar.between(begun, landed) == 40 * HOUR
        assert timedelta(days=4) < landed - begun < timedelta(days=30)
        assert calendar.subtract(landed, 40 * HOUR) >= begun


def test_a_hijri_month_is_known_as_far_as_the_tables_go_and_no_further() -> None:
    first, last = HIJRI_KNOWN
    assert list(RAMADAN.days(date(2077, 1, 1), date(2200, 12, 31)))[-1] == date(2077, 8, 18)
    assert next(RAMADAN.days(date(1890, 1, 1), date(1926, 1, 1))) == date(1925, 3, 27)
    assert list(RAMADAN.days(date(1890, 1, 1), first - timedelta(days=1))) == []
    assert list(RAMADAN.days(last + timedelta(days=1), date(2260, 1, 1))) == []


def test_a_cap_far_away_leaves_the_budget_as_it_is() -> None:
    calendar = compile_calendar(RULES)
    now = datetime(2026, 1, 6, 6, tzinfo=UTC)
    for days in (1, 3, 30, 400, 99_999):
        capped = start(ClockKind.RESOLUTION, 40 * HOUR, now, cap=now + timedelta(days=days))
        free = start(ClockKind.RESOLUTION, 40 * HOUR, now)
        until_cap = calendar.between(now, min(now + timedelta(days=days), now + timedelta(days=400)))
        assert capped.left(now, calendar) == min(free.left(now, calendar), until_cap)


def accepted(answer: Refusal | tuple[Event, ...]) -> tuple[Event, ...]:
    assert not isinstance(answer, Refusal)
    return answer


@pytest.mark.parametrize("year", YEARS)
def test_a_case_lives_its_whole_life_in_every_year(year: int) -> None:
    case = Case(opened=f"{year}-11-16 09:00", calendar=RULES).claim()
    case.until(case.now + timedelta(days=200))
    accepted(case.approve())
    assert (case.state.stage, case.state.decision is not None) == (Stage.RESOLVED, True)
    case.until(case.now + timedelta(days=200))
    assert case.state.stage is Stage.CLOSED


def test_a_case_that_outlives_the_tables_goes_on() -> None:
    case = Case(opened="2026-01-06 09:00", calendar=RULES).claim()
    case.until(datetime(2150, 6, 1, 6, tzinfo=UTC))
    accepted(case.do("note", text="still here"))
    accepted(case.approve())
    case.until(datetime(2199, 1, 1, tzinfo=UTC))
    assert case.state.stage is Stage.CLOSED


def test_closures_are_proposed_up_to_the_end_of_the_tables() -> None:
    assert {closure.id for closure in estimated_closures(2077, 2077)} >= {"eid-al-fitr-1500", "eid-al-adha-1500"}


async def test_requests_of_far_years_are_opened_by_the_servers(system: System) -> None:
    for year in YEARS:
        receipt = await system.submit(submitted_at=f"{year}-11-20T09:00:00+03:00")
        assert receipt.due is not None


async def test_a_case_on_the_servers_that_outlives_the_tables_is_not_wedged(system: System) -> None:
    reference = (await system.submit()).reference
    await system.do(reference, "claim")
    assert await system.pass_time(reference, days=366 * 55)
    noted = await system.give(reference, command("note", text="still here"))
    assert isinstance(noted, Receipt)
    resolved = await system.approve(reference)
    assert resolved.stage is Stage.RESOLVED and resolved.due is not None and resolved.due.year > 2077
    await system.settled(resolved)
