"""The preview of a change of the calendar: which running requests would move; nothing is put on record."""

from datetime import UTC, date, datetime, timedelta

from hijridate import Gregorian

from activities.records import calendars
from activities.records.database import Connection
from activities.records.store import Records
from models.calendar.months import days_of_hijri_month
from tests.support.database import case_of, put_on_record, request
from tests.support.simulation import calendar_rules
from tests.support.terminal import CommandLine


def season_of(day: date) -> tuple[int, int, date]:
    """The Hijri month that follows a day: year, month, first day by the tables."""
    later = Gregorian.fromdate(day + timedelta(days=31)).to_hijri()
    first = next(days_of_hijri_month(later.month, day, day + timedelta(days=62)))
    return later.year, later.month, first


def test_a_dry_run_lists_what_would_move_and_changes_nothing(
    records: Records, tawasul: CommandLine, staff: Connection
) -> None:
    now = datetime.now(UTC)
    case = case_of(request(), opened=f"{now:%Y-%m-%d %H:%M}", pack="passports")
    reference = put_on_record(records, case)
    assert case.state.due
    day = case.state.due.date()
    closed = ("--id", "storm", "--from", str(day), "--to", str(day), "--name", "سيول", "--source", "x")
    shown = tawasul("calendar", "announce", "--pack", "passports", *closed, "--dry-run", "--json")
    assert shown.code == 0
    [moved] = shown.data["moves"]
    assert moved["reference"] == reference
    assert datetime.fromisoformat(moved["before"]) == case.state.due < datetime.fromisoformat(moved["after"])
    assert (shown.data["unmoved"], shown.data["unread"]) == (0, [])
    assert reference in tawasul("calendar", "announce", "--pack", "passports", *closed, "--dry-run").text
    assert calendars.announced(staff, "passports", calendar_rules().name) == ()


def test_a_month_that_has_no_season_moves_nothing(records: Records, tawasul: CommandLine) -> None:
    year, month, first = season_of(datetime.now(UTC).date())
    put_on_record(records, case_of(request(), opened=f"{datetime.now(UTC):%Y-%m-%d %H:%M}", pack="passports"))
    name, moved = f"{year}-{month:02}", str(first + timedelta(days=1))
    shown = tawasul("calendar", "month", name, "--from", moved, "--source", "x", "--pack", "passports", "--dry-run")
    assert "0 running requests would move, 1 would not; nothing was changed" in shown.text


def test_a_first_day_that_cannot_be_is_refused_in_words(tawasul: CommandLine, records: Records) -> None:
    options = ("--source", "x", "--pack", "passports", "--dry-run")
    far = tawasul("calendar", "month", "1447-09", "--from", "2026-03-01", *options)
    assert far.code == 2 and "1447-09 begins on 2026-02-18 by the tables" in far.err
    assert tawasul("calendar", "month", "1447-13", "--from", "2026-02-19", *options).code == 2
    assert tawasul("calendar", "month", "ramadan", "--from", "2026-02-19", *options).code == 2
