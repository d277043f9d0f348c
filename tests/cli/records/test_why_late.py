"""`tawasul why-late`: late promises by where their working time went, from the events of the records."""

import csv
import io
from typing import Any

import psycopg
import pytest

from activities.records.store import Records
from models.case.commands import BENEFICIARY
from tests.case.rules.test_importing import QUEUED, REQUEST, imported, importing
from tests.case.test_properties import OTHER_TARGETS
from tests.support.database import Database, case_of, put_on_record, request, work
from tests.support.simulation import DAY, DIRECTOR, HOUR, OMAR, SALMA, TWO_STEPS, Case
from tests.support.terminal import CommandLine

LATE = "2026-01-19 14:30"
"""Ten working days and a half after the opening, of which seven are promised."""


def never_taken() -> Case:
    return case_of(request(id="never"))


def in_review() -> Case:
    return case_of(request(id="review")).claim(OMAR)


def proposed() -> Case:
    case = case_of(request(id="proposed"), approvals=TWO_STEPS).claim(OMAR)
    case.approve(OMAR)
    return case


def put(records: Records, *cases: tuple[str, Case]) -> dict[str, str]:
    """Put cases on record as they are when it is late; their names by reference."""
    return {put_on_record(records, case.at(LATE), id=name): name for name, case in cases}


@pytest.fixture
def names(records: Records) -> dict[str, str]:
    """Three late cases, each of which waited for something else; and one in time."""
    names = put(records, ("never", never_taken()), ("review", in_review()), ("proposed", proposed()))
    kept = case_of(request(id="kept")).claim(OMAR)
    kept.approve()
    return names | put(records, ("kept", kept))


def told(tawasul: CommandLine, names: dict[str, str], *options: str) -> dict[str, list[str]]:
    """The names of the late cases by their group."""
    groups = tawasul("why-late", "--json", *options).data["groups"]
    return {each["use"]: [names[late["reference"]] for late in each["requests"]] for each in groups}


def test_each_late_promise_is_in_the_group_its_time_went_to(names: dict[str, str], tawasul: CommandLine) -> None:
    assert told(tawasul, names) == {"unassigned": ["never"], "review": ["review"], "second_person": ["proposed"]}


def test_groups_and_requests_both_add_up_to_the_whole(names: dict[str, str], tawasul: CommandLine) -> None:
    data = tawasul("why-late", "--json").data
    lates = [late for group in data["groups"] for late in group["requests"]]
    assert data["late"] == len(lates) == 3
    assert sum(group["time"] for group in data["groups"]) == sum(late["time"] for late in lates)
    assert sum(group["share"] for group in data["groups"]) == 1000
    assert all(sum(late["spent"].values()) == late["time"] > 7 * DAY.total_seconds() for late in lates)


def test_a_reopening_erases_no_lateness(records: Records, tawasul: CommandLine) -> None:
    case = case_of(request(id="late")).claim(OMAR).at(LATE)
    case.approve()
    case.do("reopen", BENEFICIARY, text="x")
    reference = put_on_record(records, case, id="late")
    [late] = tawasul("why-late", "--json").data["groups"][0]["requests"]
    assert (late["reference"], late["run"]) == (reference, 1)


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (("--since", "2026-01-15", "--until", "2026-01-15"), 3),
        (("--since", "2026-01-15 09:00"), 3),
        (("--since", "2026-01-15 09:01"), 0),
        (("--until", "2026-01-15 08:59"), 0),
        (("--team", "exit_visas"), 3),
        (("--pack", "test", "--service", "a_service"), 3),
        (("--clock", "first_response"), 1),
    ],
)
def test_the_window_is_that_of_the_due_instant_and_filters_narrow(
    options: tuple[str, ...], found: int, names: dict[str, str], tawasul: CommandLine
) -> None:
    assert tawasul("why-late", "--json", *options).data["late"] == found


@pytest.mark.parametrize("options", [("--clock", "answer"), ("--team", "no_such"), ("--since", "soon")])
def test_what_cannot_be_meant_is_refused(options: tuple[str, ...], tawasul: CommandLine) -> None:
    assert tawasul("why-late", *options).code == 2


def test_the_page_has_words_in_both_languages_and_says_as_of_when(names: dict[str, str], tawasul: CommandLine) -> None:
    page = tawasul("why-late", "--limit", "1").text
    assert "3 late promises at 20" in page
    assert "waiting for an officer بانتظار موظف" in page and "Mostly waiting for the second person" in page


def test_of_many_the_first_are_listed_by_the_order_asked_for(records: Records, tawasul: CommandLine) -> None:
    earlier = case_of(request(id="earlier"), opened="2026-01-05 09:00")
    later = case_of(request(id="later")).outage_until("2026-01-06 10:00")
    names = put(records, ("earlier", earlier), ("later", later.claim(OMAR)))
    assert told(tawasul, names, "--sort", "due") == {"unassigned": ["earlier"], "review": ["later"]}
    third = put(records, ("third", case_of(request(id="third"), opened="2026-01-04 09:00")))
    shown = tawasul("why-late", "--limit", "1", "--sort", "due").out
    assert "Mostly waiting for an officer, the first 1 of 2" in shown
    assert next(iter(third)) in shown
    others = tawasul("why-late", "--offset", "1", "--sort", "due").out
    assert next(iter(third)) not in others and "the first 1 of 2" not in others


def test_managers_see_their_own_units(names: dict[str, str], tawasul: CommandLine) -> None:
    assert tawasul("why-late", "--json", "--as", SALMA.id).data["late"] == 3
    assert tawasul("why-late", "--json", "--as", DIRECTOR.id).data["late"] == 3


def test_a_table_for_spreadsheets_has_titles_and_hours(names: dict[str, str], tawasul: CommandLine) -> None:
    assert tawasul("why-late", "--csv").code == 2
    out = tawasul("why-late", "--csv", "--why", "the monthly report").out
    lines: list[dict[str, Any]] = list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"))))
    assert {line["most went to"] for line in lines} == {
        "waiting for an officer",
        "in review",
        "waiting for the second person",
    }
    for line in lines:
        hours = [float(value or 0) for name, value in line.items() if name.endswith("(working hours)")]
        assert hours[0] == pytest.approx(sum(hours[1:]))


def test_a_case_that_cannot_be_read_is_named_and_not_counted(
    names: dict[str, str], database: Database, tawasul: CommandLine
) -> None:
    broken = next(reference for reference, name in names.items() if name == "review")
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        superuser.execute("ALTER TABLE case_event DISABLE TRIGGER append_only")
        superuser.execute("UPDATE case_event SET body = '{}' WHERE type = 'claimed' AND reference = %s", (broken,))
    data = tawasul("why-late", "--json").data
    assert (data["late"], data["unreadable"]) == (2, [broken])
    assert f"not counted, as they cannot be read: 1 request, {broken}" in tawasul("why-late").text


def test_a_promise_that_broke_before_its_import_is_late_too(records: Records, tawasul: CommandLine) -> None:
    case = imported(importing(**QUEUED | {"used": 25 * HOUR}), targets=OTHER_TARGETS)
    receipt = case.state.receipt(opening=True)
    records.append(work(case, request=REQUEST, receipt=receipt, policy=case.opened_under))
    [late] = tawasul("why-late", "--json").data["groups"][0]["requests"]
    assert (late["reference"], late["spent"]["before_import"]) == (case.state.reference, 25 * 3600)
