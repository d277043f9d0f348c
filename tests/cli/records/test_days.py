"""Promises in days and several calendars at the terminal: explained, shown, and moved by the calendar that is named."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from activities.packs import load_packs
from activities.records.store import Records
from models.codes import ClockKind, Priority
from models.packs.derive import case_policy
from models.packs.pack import Pack
from models.policy import CasePolicy
from tests.support.database import case_of, put_on_record, request
from tests.support.policies.days import TO_THE_CLOCK, around_the_clock_when_urgent, in_days
from tests.support.policies.two_calendars import policies_in_days
from tests.support.simulation import SALMA
from tests.support.terminal import CommandLine

CLOSED = ("--name", "إغلاق", "--source", "x", "--dry-run", "--json")


@pytest.fixture
def packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Pack]:
    """The packs, one of them with two calendars, as the commands read them."""
    folder = policies_in_days(tmp_path / "policies")
    monkeypatch.setenv("TAWASUL_POLICIES", str(folder))
    return load_packs(folder)


def test_an_explanation_says_the_days_and_the_calendar_of_a_promise(records: Records, tawasul: CommandLine) -> None:
    case = case_of(request(), **around_the_clock_when_urgent()).claim()
    reference = put_on_record(records, case)
    shown = tawasul("explain", reference)
    assert "days 5 working days, same time of day" in shown.text and "due 2026-01-13 09:00" in shown.text
    [clock] = [each for each in tawasul("explain", reference, "--json").data["clocks"] if each["kind"] == "resolution"]
    assert (clock["promise"]["days"], clock["calendar"]) == (5, "passports")


def test_an_explanation_names_the_other_calendar_in_which_a_priority_counts(
    records: Records, tawasul: CommandLine
) -> None:
    case = case_of(request(), **around_the_clock_when_urgent()).claim()
    case.do("prioritise", SALMA, priority=Priority.URGENT)
    shown = tawasul("explain", put_on_record(records, case)).text
    assert "calendar always 1 working time 4 h promised" in shown and "due 2026-01-06 13:00" in shown


def test_a_service_shows_days_and_other_calendars_among_its_promises(
    packs: dict[str, Pack], tawasul: CommandLine
) -> None:
    shown = tawasul("policy", "show", "domestic_declaration").text
    assert "30 calendar days, end of the day" in shown and "5 working days, same time of day" in shown
    assert "2 working days, end of its hours" in shown and "24 h, calendar always" in shown


def test_a_calendar_of_a_pack_is_shown_by_its_name(packs: dict[str, Pack], tawasul: CommandLine) -> None:
    assert tawasul("calendar", "show", "--calendar", "always", "--json").data["name"] == "always"
    assert tawasul("calendar", "show", "--pack", "expenses", "--json").data["name"] == "expenses"
    unknown = tawasul("calendar", "show", "--pack", "expenses", "--calendar", "passports")
    assert unknown.code == 2 and "calendars are: always, expenses" in unknown.err


def under(packs: dict[str, Pack]) -> CasePolicy:
    return case_policy(packs["expenses"], "domestic_declaration")


def test_a_dry_run_of_a_closure_moves_what_counts_in_its_calendar(
    packs: dict[str, Pack], records: Records, tawasul: CommandLine
) -> None:
    rules, now = under(packs), f"{datetime.now(UTC):%Y-%m-%d %H:%M}"
    fields = {name: getattr(rules, name) for name in ("calendar", "calendars", "targets")}
    office, urgent = (case_of(request(id=each), opened=now, pack="expenses", **fields) for each in ("one", "two"))
    urgent.do("prioritise", SALMA, priority=Priority.URGENT)
    names = [put_on_record(records, case, id=each) for case, each in ((office, "one"), (urgent, "two"))]
    for case, calendar in ((office, "expenses"), (urgent, "always")):
        due = case.due(ClockKind.RESOLUTION)
        assert due
        days = ("--from", f"{due:%Y-%m-%d}", "--to", f"{due:%Y-%m-%d}")
        seen = tawasul("calendar", "announce", "--calendar", calendar, "--id", "storm", *days, *CLOSED).data
        moved = [each["reference"] for each in seen["moves"]]
        assert names[case is urgent] in moved, (calendar, seen)
    assert tawasul("calendar", "announce", "--pack", "passports", "--id", "storm", *days, *CLOSED).data["unmoved"] == 0


def test_a_case_in_days_is_previewed_by_its_own_rules(records: Records, tawasul: CommandLine) -> None:
    opened = f"{datetime.now(UTC):%Y-%m-%d %H:%M}"
    case = case_of(request(), opened=opened, pack="passports", **in_days(TO_THE_CLOCK, normal=3))
    put_on_record(records, case)
    due = case.due()
    assert due
    days = ("--from", f"{due:%Y-%m-%d}", "--to", f"{due:%Y-%m-%d}")
    seen = tawasul("calendar", "announce", "--pack", "passports", "--id", "storm", *days, *CLOSED).data
    [moved] = seen["moves"]
    before, after = (datetime.fromisoformat(moved[each]) for each in ("before", "after"))
    assert before == due < after


def test_of_two_calendars_of_one_name_each_belongs_to_its_pack(
    packs: dict[str, Pack], tmp_path: Path, records: Records, tawasul: CommandLine
) -> None:
    theirs = tmp_path / "policies" / "expenses" / "calendar.toml"
    theirs.write_text(theirs.read_text().replace('name = "expenses"', 'name = "passports"', 1))
    which = tawasul("calendar", "show", "--calendar", "passports")
    assert which.code == 2 and "say whose with --pack: " in which.err
    shown = [
        tawasul("calendar", "show", "--pack", pack, "--calendar", "passports") for pack in ("passports", "expenses")
    ]
    assert ["Asia/Riyadh" in each.text for each in shown] == [True, False] and "expenses.passports" in shown[1].text
    assert tawasul("calendar", "show", "--calendar", "expenses.passports").text == shown[1].text
    own = put_on_record(records, case_of(request(id="own"), pack="passports"), id="own")
    other = put_on_record(records, case_of(request(id="other"), pack="expenses"), id="other")
    days = ("--from", "2026-01-07", "--to", "2026-01-07", "--id", "storm")
    for pack, told in (("passports", own), ("expenses", other)):
        seen = tawasul("calendar", "announce", "--pack", pack, *days, *CLOSED).data
        assert (seen["change"]["pack"], [each["reference"] for each in seen["moves"]]) == (pack, [told])
