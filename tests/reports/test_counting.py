"""Keeping what is counted: after each case that is written, once, and what stands in the line is said."""

from collections.abc import Mapping
from datetime import timedelta

import psycopg
import pytest

from activities.records.database import connect
from activities.records.occurrences import count_what_is_due
from activities.records.store import Records
from activities.reports.board import board
from activities.reports.counted import counted
from activities.reports.indicators import Figures, Period, indicators
from activities.reports.late_time import late_time
from models.authority import Scope
from models.case.commands import Actor
from models.case.occurrence import OccurrenceKind
from models.codes import ReportBy, Role, Stage
from tests.support.database import Database, case_of, opening_work, request, work
from tests.support.simulation import OMAR, SALMA, Case, riyadh

PERIOD = Period(since=riyadh("2026-01-01 00:00"), until=riyadh("2026-03-01 00:00"))
NOW = riyadh("2026-01-12 12:00")


def figures(database: Database, scope: Scope | None = None, by: ReportBy | None = None, **narrow: str) -> Figures:
    period = Period(since=PERIOD.since, until=PERIOD.until, **narrow)
    with connect(database.desk_url) as connection:
        return indicators(connection, period, NOW, scope, by=by)


def late_of(database: Database) -> Mapping[Stage, int]:
    with connect(database.desk_url) as connection:
        return late_time(connection, PERIOD)


def put(records: Records, name: str) -> Case:
    opening = request(id=name)
    case = case_of(opening)
    records.append(opening_work(case, opening))
    return case


def decided(records: Records, name: str, *, late: bool = False) -> Case:
    case = put(records, name)
    case.at("2026-01-06 10:00").claim(OMAR).at("2026-01-28 10:00" if late else "2026-01-06 12:00")
    case.approve()
    records.append(work(case, since=2))
    return case


def test_a_report_counts_by_itself_what_stands_in_the_line(database: Database, records: Records) -> None:
    decided(records, "a", late=True)
    before = figures(database)
    assert (before.uncounted, before.total["opened"].value, before.total["decided_late"].value) == (0, 1, 1)
    assert late_of(database)
    assert count_what_is_due(records, 10) > 0
    after = figures(database)
    assert (after.uncounted, after.total) == (0, before.total)
    assert after.as_of > before.as_of
    assert late_of(database)


def test_what_came_to_a_counted_case_since_is_counted_once(database: Database, records: Records) -> None:
    case = decided(records, "a")
    count_what_is_due(records, 10)
    case.do("reopen", Actor(id="beneficiary", role=Role.BENEFICIARY), text="x")
    records.append(work(case))
    total = figures(database).total
    assert (total["opened"].value, total["decided"].value, total["reopened"].value) == (1, 1, 1)


def test_of_more_than_a_report_counts_by_itself_it_says_how_many(database: Database, records: Records) -> None:
    put(records, "a")
    put(records, "b")
    with connect(database.desk_url) as connection:
        waiting, all_counted = counted(connection, most=1), counted(connection, most=2)
    assert (waiting.uncounted, len(waiting.new)) == (2, 0)
    assert (all_counted.uncounted, {each.kind for each in all_counted.new}) == (0, {OccurrenceKind.OPENED})
    assert waiting.as_of < all_counted.as_of


def test_a_case_written_twice_is_counted_once(database: Database, records: Records) -> None:
    case = decided(records, "a")
    records.append(work(case))
    for _ in range(2):
        count_what_is_due(records, 10)
    assert figures(database).total["decided"].value == 1


def test_later_events_add_to_what_was_counted(database: Database, records: Records) -> None:
    case = decided(records, "a")
    count_what_is_due(records, 10)
    seq = case.state.seq
    case.do("reopen", Actor(id="beneficiary", role=Role.BENEFICIARY), text="x")
    records.append(work(case, since=seq))
    count_what_is_due(records, 10)
    total = figures(database).total
    assert (total["decided"].value, total["reopened"].value, total["open"].value) == (1, 1, 1)


def test_a_damaged_case_keeps_no_other_waiting(database: Database, records: Records) -> None:
    damaged = put(records, "a").state.reference
    with psycopg.connect(database.superuser_url) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute("ALTER TABLE case_event DISABLE TRIGGER ALL")
        superuser.execute("UPDATE case_event SET body = '{' WHERE reference = %s", (damaged,))
    put(records, "b")
    for _ in range(2):
        assert (figures(database).total["opened"].value, figures(database).uncounted) == (1, 0)
        count_what_is_due(records, 10)


def test_what_was_counted_cannot_be_changed(database: Database, records: Records) -> None:
    put(records, "a")
    count_what_is_due(records, 10)
    with psycopg.connect(database.migration_url) as owner, pytest.raises(psycopg.errors.InsufficientPrivilege):
        owner.execute("DELETE FROM occurrence")


def test_groups_have_what_is_theirs_and_all_has_the_sum(database: Database, records: Records) -> None:
    decided(records, "a")
    decided(records, "b", late=True)
    other = put(records, "c").claim(OMAR)
    other.do("redirect", OMAR, team="visit_visas", reason="other_team")
    records.append(work(other, since=2))
    count_what_is_due(records, 10)
    found = figures(database, by=ReportBy.TEAM)
    assert set(found.groups) == {"test.exit_visas", "test.visit_visas"}
    assert found.total["in_time"].hits == 1 and found.total["in_time"].among == 2
    assert found.groups["test.exit_visas"]["redirected"].value == 1
    assert found.groups["test.exit_visas"]["open"].value == 0
    assert found.groups["test.visit_visas"]["open"].value == 1
    for code in ("opened", "decided", "open", "taken"):
        assert sum(each[code].value or 0 for each in found.groups.values()) == found.total[code].value


def test_somebody_sees_what_happened_in_teams_of_theirs_alone(database: Database, records: Records) -> None:
    other = put(records, "c").claim(OMAR)
    other.do("redirect", OMAR, team="visit_visas", reason="other_team")
    other.claim(Actor(id="badr", role=Role.OFFICER, teams=("visit_visas",)))
    other.at("2026-01-06 12:00").approve(Actor(id="badr", role=Role.OFFICER, teams=("visit_visas",)))
    records.append(work(other, since=2))
    count_what_is_due(records, 10)
    total = figures(database, Scope((SALMA,), all_teams=False)).total
    assert (total["opened"].value, total["redirected"].value, total["decided"].value) == (1, 1, 0)
    assert figures(database, Scope((SALMA,), all_teams=True)).total["decided"].value == 1


def test_a_report_is_narrowed_to_a_service_a_team_or_a_pack(database: Database, records: Records) -> None:
    decided(records, "a")
    count_what_is_due(records, 10)
    assert figures(database, team="exit_visas", service="a_service", pack="test").total["decided"].value == 1
    assert figures(database, team="visit_visas").total["decided"].value == 0
    assert figures(database, service="another").total["decided"].value == 0
    assert figures(database, pack="other").total["decided"].value == 0


def test_what_is_open_now_is_what_the_board_has(database: Database, records: Records) -> None:
    decided(records, "a")
    put(records, "b")
    total = figures(database).total
    with connect(database.desk_url) as connection:
        shown = board(connection, NOW, NOW)
    assert (total["open"].value, total["late_open"].value, total["follow_up"].value) == (1, 0, 1)
    assert (shown.total.cases, shown.total.late, shown.follow_up) == (1, 0, 1)
    assert total["oldest"].value == (NOW - riyadh("2026-01-06 09:00")) / timedelta(seconds=1)


def test_what_is_open_now_is_told_apart_by_version_and_left_out_where_it_cannot_be(
    database: Database, records: Records
) -> None:
    put(records, "a")
    by_version, by_day = (figures(database, by=by) for by in (ReportBy.VERSION, ReportBy.DAY))
    assert [each["open"].value for each in by_version.groups.values()] == [1]
    assert [(each["opened"].value, each["open"].value) for each in by_day.groups.values()] == [(1, None)]
