"""`tawasul forecast`: what will be late if nobody acts, from the rows and the histories of the records."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from activities.records.database import Connection, connect
from activities.records.store import Records
from activities.reports.forecast import Forecast, ForecastFilter, forecast, past_weeks
from activities.reports.histories import histories
from models.codes import Priority
from tests.support.database import Database, case_of, opening_of, put_on_record, request, row
from tests.support.simulation import OMAR, RIYADH, SALMA, riyadh
from tests.support.terminal import CommandLine
from workflows.explain.past_weeks import back_test, expected

NOW = riyadh("2026-01-07 09:00")


@pytest.fixture
def desk(database: Database) -> Iterator[Connection]:
    """A connection with the role that staff read by."""
    with connect(database.desk_url) as connection:
        yield connection


@pytest.fixture
def names(records: Records) -> dict[str, str]:
    """Cases that are due in a week, wait for an authority, wait for the beneficiary, are late, and are decided."""
    waits = case_of(request(id="waits")).claim(OMAR)
    waits.do("wait", OMAR, party="traffic", reason="verification")
    asked = case_of(request(id="asked")).claim(OMAR)
    asked.ask()
    decided = case_of(request(id="decided")).claim(OMAR)
    decided.approve()
    due = case_of(request(id="due"))
    late = case_of(request(id="late"), opened="2025-12-01 09:00").at("2026-01-05 09:00")
    cases = {"waits": waits, "asked": asked, "decided": decided, "due": due, "late": late}
    return {put_on_record(records, case, id=name): name for name, case in cases.items()}


def within(connection: Connection, until: str, **narrowed: str) -> Forecast:
    return forecast(connection, ForecastFilter(**narrowed), NOW, riyadh(until))


def test_the_forecast_has_what_breaks_until_then_the_first_one_first(names: dict[str, str], desk: Connection) -> None:
    assert [names[each.reference] for each in within(desk, "2026-01-14 09:00").foreseen] == []
    found = within(desk, "2026-01-21 09:00")
    assert [(names[each.reference], each.at) for each in found.foreseen] == [
        ("due", riyadh("2026-01-15 09:00")),
        ("waits", riyadh("2026-01-21 09:00")),
    ]
    assert (found.undecided, found.late) == (4, 1)


def test_filters_narrow_the_forecast(names: dict[str, str], desk: Connection) -> None:
    assert within(desk, "2026-01-21 09:00", team="visit_visas").undecided == 0
    assert within(desk, "2026-01-21 09:00", team="exit_visas", pack="test").undecided == 4


def put_due_soon(records: Records) -> str:
    """A case that is due in an hour from now."""
    soon = row(9, due_at=datetime.now(UTC) + timedelta(hours=1))
    records.append(opening_of(soon))
    return soon.reference


def test_the_page_says_how_many_by_day_and_team_and_as_of_when(records: Records, tawasul: CommandLine) -> None:
    reference = put_due_soon(records)
    shown = tawasul("forecast", "--days", "1").text
    assert "1 of 1 open request will be late within 1 day if nobody acts, at 20" in shown
    assert "By team late team 1 exit_visas" in shown and reference in shown
    data = tawasul("forecast", "--json").data
    assert (data["total"], data["by_team"], data["days"]) == (1, {"exit_visas": 1}, 5)


def test_of_paused_cases_those_are_read_that_may_break(
    names: dict[str, str], desk: Connection, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []

    def noted(connection: Connection, references: list[str]) -> Iterator[Any]:
        looked.extend(references)
        return histories(connection, references)

    monkeypatch.setattr("activities.reports.forecast.histories", noted)
    before = within(desk, "2026-01-21 09:00")
    assert [names[each] for each in looked] == ["waits"]
    with psycopg.connect(database.superuser_url) as superuser:  # as a version before has written it
        superuser.execute("UPDATE case_row SET limited = NULL")
    assert within(desk, "2026-01-21 09:00") == before
    assert {names[each] for each in looked[1:]} == {"waits", "asked"}


@pytest.mark.parametrize(("order", "first"), [("due", "9"), ("team", "8"), ("holder", "9"), ("priority", "7")], ids=str)
def test_the_list_is_ordered_as_asked_and_begins_where_asked(
    records: Records, tawasul: CommandLine, order: str, first: str
) -> None:
    now = datetime.now(UTC)
    soon = {
        "9": row(9, due_at=now + timedelta(hours=1), team="visit_visas"),
        "8": row(8, due_at=now + timedelta(hours=2), team="exit_visas", assignee="omar"),
        "7": row(7, due_at=now + timedelta(hours=3), team="payments", priority=Priority.URGENT, assignee="salma"),
    }
    for each in soon.values():
        records.append(opening_of(each))
    listed = [each["reference"] for each in tawasul("forecast", "--sort", order, "--json").data["requests"]]
    assert listed[0] == soon[first].reference
    rest = tawasul("forecast", "--sort", order, "--offset", "1", "--limit", "1")
    assert listed[1] in rest.text and listed[0] not in rest.text and "2 to 2 of 3" in rest.text


def test_to_take_the_forecast_away_needs_a_reason(records: Records, tawasul: CommandLine) -> None:
    reference = put_due_soon(records)
    assert tawasul("forecast", "--csv").code == 2
    out = tawasul("forecast", "--csv", "--why", "the plan of the week", "--as", SALMA.id).out
    [line] = csv.DictReader(io.StringIO(out.removeprefix("\ufeff")))
    assert line["reference"] == reference and line["as of"]


def test_no_days_and_unknown_teams_are_refused(tawasul: CommandLine) -> None:
    assert tawasul("forecast", "--days", "0").code == 2
    assert tawasul("forecast", "--team", "no_such").code == 2


def test_the_pace_is_what_became_of_such_requests_on_past_days(records: Records, desk: Connection) -> None:
    """A case a day since November, due within seven working days: every other one is decided before."""
    for day in range(80):
        begins = riyadh("2025-11-02 09:00") + timedelta(days=day)
        case = case_of(request(id=f"{day}"), opened=f"{begins.astimezone(RIYADH):%Y-%m-%d %H:%M}").claim(OMAR)
        if day % 2:
            case.until(begins + timedelta(days=7)).approve()
        put_on_record(records, case.until(max(case.now, NOW + timedelta(days=30))), id=f"{day}")
    past = past_weeks(desk, ForecastFilter(), NOW, timedelta(days=5))
    found, tested = expected(past.days, 10), back_test(past.days, timedelta(days=5))
    assert past.sampled > 50 and set(past.by_team) == {"exit_visas"}
    assert found and tested and found.days > 40
    assert 3 <= found.late <= 9 and found.low <= found.late <= found.high
    assert tested.days > 20 and tested.within / tested.days >= 0.5


def test_without_past_days_the_page_says_that_nothing_is_known(records: Records, tawasul: CommandLine) -> None:
    put_due_soon(records)
    assert "nothing is known: fewer than 5 past days had such requests" in tawasul("forecast").text
    assert tawasul("forecast", "--json").data["pace"]["back_test"] is None
