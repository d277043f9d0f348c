"""Reports: the inbox with its score, the board, lists of cases, one case, notices. No worker runs."""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from activities.records.attention import mark_handled, waiting
from activities.records.database import Connection, connect
from activities.records.restoration import live_under
from activities.records.store import Records
from activities.reports.board import board
from activities.reports.cases import CaseFilter, case_detail, cases, live_references, notices
from activities.reports.inbox import POINTS, Inbox, inbox
from activities.reports.notices import NoticeFilter, found_notices
from models.authority import Scope
from models.calendar.change import CalendarChange
from models.case.commands import BENEFICIARY, Actor
from models.case.row import CaseRow
from models.case.score import score
from models.codes import (
    Audience,
    CaseOrder,
    Channel,
    NoticeOrder,
    NoticeStatus,
    Outcome,
    Priority,
    Role,
    Stage,
    Status,
)
from models.intake.person_hash import person_hash
from tests.support.database import (
    INDEX_KEY,
    MORNING,
    Database,
    case_of,
    opening_of,
    opening_work,
    put_on_record,
    request,
    row,
)
from tests.support.policies.days import around_the_clock_when_urgent
from tests.support.simulation import OMAR, SALMA

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = MORNING + DAY
V7 = {"version": "v7"}
CLOSED = {"stage": Stage.CLOSED, "status": Status.CLOSED, "outcome": Outcome.DONE, "due_at": None, "at_risk_at": None}


@pytest.fixture
def reading(database: Database) -> Iterator[Connection]:
    """A connection of a command."""
    with connect(database.url) as connection:
        yield connection


def put(records: Records, *rows: CaseRow) -> list[str]:
    """Put rows on record; returns their references."""
    for each in rows:
        records.append(opening_of(each))
    return [each.reference for each in rows]


def references(found: Any) -> list[str]:
    """The references of cases in a part of the inbox."""
    return [each.row.reference for each in found]


def test_the_inbox_has_my_cases_the_unassigned_and_my_colleagues(records: Records, reading: Connection) -> None:
    mine, free, colleague, _, _ = put(
        records,
        row(1, assignee="omar", stage=Stage.IN_REVIEW, team="payments"),
        row(2),
        row(3, assignee="layla", stage=Stage.IN_REVIEW),
        row(4, team="payments"),
        row(5, **CLOSED),
    )
    found = inbox(reading, OMAR, NOW)
    assert (references(found.mine), references(found.unassigned), references(found.team)) == (
        [mine],
        [free],
        [colleague],
    )
    assert found.totals == {"mine": 1, "unassigned": 1, "steps": 0, "asked": 0, "stand_in": 0, "team": 1}


def test_each_part_of_the_inbox_stands_in_the_order_that_is_asked_for(records: Records, reading: Connection) -> None:
    first, second, third = put(
        records,
        row(1, priority=Priority.LOW, opened_at=NOW - timedelta(days=3), due_at=NOW + timedelta(days=2)),
        row(2, priority=Priority.URGENT, opened_at=NOW - timedelta(days=2), due_at=NOW + timedelta(days=3)),
        row(3, priority=Priority.NORMAL, opened_at=NOW - timedelta(days=1), due_at=NOW + timedelta(days=1)),
    )
    orders = {
        CaseOrder.NEWEST: [third, second, first],
        CaseOrder.DUE: [third, first, second],
        CaseOrder.PRIORITY: [second, third, first],
    }
    for order, expected in orders.items():
        assert references(inbox(reading, OMAR, NOW, order=order).unassigned) == expected
        assert references(inbox(reading, OMAR, NOW, limit=1, order=order).unassigned) == expected[:1]
    for order in CaseOrder:
        assert len(inbox(reading, OMAR, NOW, order=order).unassigned) == 3


def test_what_waits_for_an_approval_step_of_my_team_is_on_my_list(records: Records, reading: Connection) -> None:
    proposed = {"stage": Stage.AWAITING_APPROVAL, "assignee": "layla", "team": "payments"}
    waiting, _, _ = put(
        records,
        row(1, **proposed, step_teams=("exit_visas",)),
        row(2, **proposed, step_teams=("records",)),
        row(3, **proposed),
    )
    found = inbox(reading, OMAR, NOW)
    assert (references(found.steps), found.totals["steps"]) == ([waiting], 1)


def test_a_question_to_my_team_is_on_my_list(records: Records, reading: Connection) -> None:
    elsewhere = {"stage": Stage.IN_REVIEW, "assignee": "layla", "team": "payments"}
    asked, *_ = put(
        records,
        row(1, **elsewhere, consulted="exit_visas"),
        row(2, **elsewhere, consulted="records"),
        row(3, **elsewhere),
    )
    found = inbox(reading, OMAR, NOW)
    assert (references(found.asked), found.totals["asked"]) == ([asked], 1)


def test_the_work_of_who_is_away_is_on_the_list_of_their_substitute(records: Records, reading: Connection) -> None:
    salma = SALMA.but(teams=("travel",))
    held, queued, step, elsewhere, *_ = put(
        records,
        row(1, assignee="salma", stage=Stage.IN_REVIEW, team="payments"),
        row(2, team="travel"),
        row(3, assignee="layla", stage=Stage.AWAITING_APPROVAL, team="travel"),
        row(4, assignee="layla", stage=Stage.AWAITING_APPROVAL, team="payments", step_teams=("travel",)),
        row(5, assignee="layla", stage=Stage.IN_REVIEW, team="travel"),
        row(6, stage=Stage.AWAITING_BENEFICIARY, team="travel"),
        row(7, assignee="omar", stage=Stage.AWAITING_APPROVAL, team="travel"),
        row(8, team="payments"),
        row(9, **CLOSED, assignee="salma"),
    )
    found = inbox(reading, OMAR, NOW, absent=(salma,))
    assert sorted(references(found.stand_in)) == sorted([held, queued, step, elsewhere])
    assert found.totals["stand_in"] == 4
    assert inbox(reading, OMAR, NOW).totals["stand_in"] == 0


def test_what_a_substitute_sees_of_their_own_team_is_listed_once(records: Records, reading: Connection) -> None:
    held, step, queued = put(
        records,
        row(1, assignee="salma", stage=Stage.IN_REVIEW),
        row(2, assignee="layla", stage=Stage.AWAITING_APPROVAL),
        row(3),
    )
    found = inbox(reading, OMAR, NOW, absent=(SALMA,))
    assert sorted(references(found.stand_in)) == sorted([held, step])
    assert (references(found.unassigned), references(found.team)) == ([queued], [])


def test_who_stands_in_for_a_director_of_all_teams_sees_the_cases_of_all(records: Records, reading: Connection) -> None:
    everything = put(records, row(1, team="payments"), row(2, team=None))
    found = inbox(reading, OMAR, NOW, absent=(Actor(id="dana", role=Role.DIRECTOR),))
    assert sorted(references(found.stand_in)) == sorted(everything)


def test_a_director_in_no_team_sees_the_cases_of_all(records: Records, reading: Connection) -> None:
    everything = put(records, row(1), row(2, team="payments"), row(3, team=None))
    found = inbox(reading, Actor(id="dana", role=Role.DIRECTOR), NOW)
    assert sorted(references(found.unassigned)) == sorted(everything)


def test_the_inbox_shows_the_most_pressing_first_and_counts_the_rest(records: Records, reading: Connection) -> None:
    put(records, *(row(number, due_at=NOW + number * HOUR) for number in range(1, 31)))
    late = put(records, row(99, due_at=NOW - HOUR))[0]
    found = inbox(reading, OMAR, NOW, limit=5).unassigned
    assert references(found)[0] == late
    assert [each.row.due_at for each in found[1:]] == [NOW + number * HOUR for number in range(1, 5)]
    assert inbox(reading, OMAR, NOW, limit=5).totals["unassigned"] == 31


@pytest.mark.parametrize(
    ("pressing", "other"),
    [
        ({"due_at": NOW - HOUR}, {"priority": Priority.URGENT}),
        ({"priority": Priority.HIGH}, {"priority": Priority.NORMAL}),
        ({"stage": Stage.REPLIED}, {"stage": Stage.IN_REVIEW}),
        ({"stage": Stage.IN_REVIEW}, {"stage": Stage.AWAITING_BENEFICIARY}),
        ({"at_risk_at": NOW - HOUR}, {}),
        ({"escalation": 1}, {}),
        ({"first_response_due_at": NOW}, {"first_response_due_at": NOW, "first_responded_at": MORNING}),
        ({"submitted_at": MORNING - 3 * DAY}, {}),
        ({"due_at": NOW + HOUR}, {"due_at": NOW + 3 * HOUR}),
    ],
)
def test_what_presses_more_has_the_higher_score(pressing: dict[str, Any], other: dict[str, Any]) -> None:
    assert score(row(**pressing), NOW).points > score(row(**other), NOW).points


def test_a_score_says_what_it_is_made_of() -> None:
    scored = score(
        row(due_at=NOW - 5 * HOUR, priority=Priority.URGENT, stage=Stage.REPLIED, first_responded_at=NOW), NOW
    )
    assert {reason.name: reason.points for reason in scored.reasons} == {
        "late": 1005, "priority": 450, "replied": 250, "age": 1
    }  # fmt: skip
    assert scored.points == 1706


def anything(number: int, chance: random.Random) -> CaseRow:
    """A row that may or may not occur, with instants on and around whole hours and days."""

    def instant(often: float) -> Any:
        offset = chance.choice((HOUR, DAY)) * chance.randint(-400, 400)
        tick = timedelta(microseconds=chance.choice((-1, 0, 0, 1)))
        return NOW + offset + tick if chance.random() < often else None

    return row(
        number,
        stage=chance.choice([stage for stage in Stage if stage not in (Stage.CLOSED, Stage.RESOLVED)]),
        priority=chance.choice(list(Priority)),
        due_at=instant(0.8),
        at_risk_at=instant(0.5),
        first_response_due_at=instant(0.5),
        first_responded_at=instant(0.5),
        submitted_at=instant(1.0),
        escalation=chance.randint(0, 4),
    )


def test_the_database_counts_the_same_points(records: Records, reading: Connection, database: Database) -> None:
    chance = random.Random(20260106)
    rows = {each.reference: each for each in (anything(number, chance) for number in range(400))}
    put(records, *rows.values())
    counted = reading.execute(
        b"SELECT reference, (" + POINTS.as_bytes(reading) + b") AS points FROM case_row", {"now": NOW}
    )
    for line in counted:
        assert line["points"] == score(rows[line["reference"]], NOW).points, rows[line["reference"]]


def test_the_board_counts_by_stage_team_and_service(records: Records, reading: Connection) -> None:
    put(
        records,
        row(1, due_at=NOW),
        row(2, at_risk_at=NOW, submitted_at=MORNING - DAY, **V7),
        row(
            3,
            team="payments",
            service="other",
            stage=Stage.AWAITING_BENEFICIARY,
            paused=True,
            due_at=None,
            version="v7",
        ),
        row(4, stage=Stage.RESOLVED, resolved_at=NOW - HOUR, due_at=None),
        row(5, closed_at=NOW - HOUR, resolved_at=NOW - 2 * DAY, **CLOSED),
    )
    found = board(reading, NOW, day_began=NOW - 2 * HOUR)
    assert {name: tally.cases for name, tally in found.by("stage").items()} == {"queued": 2, "awaiting_beneficiary": 1}
    assert {name: tally.cases for name, tally in found.by("team").items()} == {"exit_visas": 2, "payments": 1}
    assert found.by("service")["other"].paused == 1
    total = found.total
    assert (total.cases, total.late, total.at_risk, total.paused, total.oldest) == (3, 1, 1, 1, MORNING - DAY)
    apart = board(reading, NOW, NOW - 2 * HOUR, by_version=True)
    assert apart.by("stage") == found.by("stage")
    assert {name: tally.cases for name, tally in apart.by_version().items()} == {"test@v7": 2, "test@": 1}
    assert [each.submitted_at for each in found.oldest] == [MORNING - DAY, MORNING, MORNING]
    assert (found.flow.opened, found.flow.resolved, found.flow.closed) == (0, 1, 1)


def test_appeals_are_found_and_counted(records: Records, reading: Connection) -> None:
    first, appeal, _ = put(records, row(1, **CLOSED), row(2, appeal_of=row(1).reference), row(3, imported=True))
    with reading.transaction():
        assert [each.reference for each in cases(reading, CaseFilter(appeals=True), NOW)] == [appeal]
    found = board(reading, NOW, NOW)
    assert (found.total.cases, found.total.appeals, found.by("team")["exit_visas"].appeals) == (2, 1, 1)
    assert {each.reference: each.appeal_of for each in found.oldest}[appeal] == first


def test_a_decided_case_is_not_open_but_in_follow_up(records: Records, reading: Connection) -> None:
    put(records, row(1), row(2, stage=Stage.RESOLVED, resolved_at=NOW - HOUR, due_at=None), row(3, **CLOSED))
    found = board(reading, NOW, NOW)
    assert (found.total.cases, found.follow_up, len(found.oldest)) == (1, 1, 1)


def test_an_empty_house_has_an_empty_board_and_inbox(reading: Connection) -> None:
    assert board(reading, NOW, NOW).total.cases == 0
    assert inbox(reading, OMAR, NOW) == Inbox(
        (), (), (), (), (), (), dict.fromkeys(("mine", "unassigned", "steps", "asked", "stand_in", "team"), 0)
    )


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        ({}, {1, 2, 3}),
        ({"stage": (Stage.QUEUED,)}, {1}),
        ({"service": ("other", "none")}, {2}),
        ({"team": ("payments",)}, {2}),
        ({"priority": (Priority.URGENT, Priority.LOW)}, {3}),
        ({"assignee": ("omar",)}, {2}),
        ({"outcome": (Outcome.DONE,)}, {3}),
        ({"overdue": True}, {2}),
        ({"late": True}, {2}),
        ({"due_before": NOW + HOUR}, {2}),
        ({"stage": (Stage.QUEUED, Stage.IN_REVIEW)}, {1, 2}),
        ({"reopened": True}, set()),
        ({"since": MORNING + DAY}, {2, 3}),
        ({"until": MORNING + DAY}, {1}),
        ({"since": MORNING + DAY, "until": MORNING + 2 * DAY, "team": ("payments",)}, {2}),
        ({"limit": 1}, {3}),
        ({"limit": None, "offset": 1}, {1, 2}),
    ],
)
def test_cases_are_found_by_what_is_asked_for(
    wanted: dict[str, Any], numbers: set[int], records: Records, reading: Connection
) -> None:
    listed = {
        1: row(1),
        2: row(2, service="other", team="payments", assignee="omar", stage=Stage.IN_REVIEW, due_at=NOW, opened_at=NOW),
        3: row(3, priority=Priority.URGENT, opened_at=NOW + DAY, **CLOSED),
    }
    put(records, *listed.values())
    found = list(cases(reading, CaseFilter(**wanted), NOW))
    assert {each.reference for each in found} == {listed[number].reference for number in numbers}
    assert found == sorted(found, key=lambda each: each.opened_at, reverse=True)


def test_what_was_counted_is_what_is_read_after_the_transaction(records: Records, reading: Connection) -> None:
    put(records, *map(row, range(1, 602)))
    with reading.transaction():
        found = cases(reading, CaseFilter(limit=None), NOW)
    put(records, row(602))
    assert found.count == len(list(found)) == 601


def test_cases_and_boards_are_those_of_a_scope(records: Records, reading: Connection) -> None:
    listed = [row(1), row(2, team="payments"), row(3, team="payments", assignee=OMAR.id, stage=Stage.IN_REVIEW)]
    step = {"stage": Stage.AWAITING_APPROVAL, "step_teams": ("exit_visas",)}
    put(records, *listed, row(4, team="payments", **step), row(5, team="payments", **step | {"stage": Stage.QUEUED}))
    scope = Scope((OMAR,), False)
    seen = {each.reference for each in cases(reading, CaseFilter(), NOW, scope)}
    assert seen == {row(number).reference for number in (1, 3, 4)}
    assert all(scope.covers(each) == (each.reference in seen) for each in cases(reading, CaseFilter(), NOW))
    assert board(reading, NOW, NOW, scope).total.cases == 3
    assert {each.reference for each in board(reading, NOW, NOW, scope).oldest} == seen
    assert board(reading, NOW, NOW, Scope((OMAR,), True)).total.cases == 5


def test_cases_are_found_by_the_number_of_either_person(records: Records, reading: Connection) -> None:
    worker = {"relation": "domestic_worker", "id_type": "iqama", "id_number": "2990000230"}
    stranger = {"applicant__id_type": "national_id", "applicant__id_number": "1990000182"}
    for opening in (request(id="mine"), request(id="hers", on_behalf_of=worker), request(id="else", **stranger)):
        records.append(opening_work(case_of(opening), opening))

    def of(id_type: str, number: str) -> set[str]:
        wanted = CaseFilter(persons=(person_hash(INDEX_KEY, id_type, number),))
        return {each.reference for each in cases(reading, wanted, NOW)}

    applicant = request().applicant
    assert of(str(applicant.id_type), str(applicant.id_number)) == {
        request(id="mine").reference,
        request(id="hers").reference,
    }
    assert of("iqama", "2990000230") == {request(id="hers").reference}
    assert of("national_id", "2990000230") == set()


def test_one_case_comes_with_request_timeline_decision_and_notices(records: Records, reading: Connection) -> None:
    opening = request()
    case = case_of(opening).claim()
    case.approve()
    records.append(opening_work(case, opening))
    _notice(records, opening.reference, "k1", "sent")
    detail = case_detail(reading, opening.reference)
    assert detail is not None
    assert detail.row.stage is Stage.RESOLVED
    assert detail.request is not None and detail.request["id"] == opening.id
    assert [event.type for event in detail.events] == ["opened", "assessed", "claimed", "resolved"]
    assert detail.decision is not None and (detail.decision.actor, detail.decision.body["reason"]) == (
        "omar",
        "note_removed",
    )
    assert [notice.body for notice in detail.notices] == ["نص k1"]
    assert case_detail(reading, "TW-0000-0000-0000-0") is None


def test_a_reopened_case_has_no_decision_until_the_next(records: Records, reading: Connection) -> None:
    opening = request()
    case = case_of(opening).claim()
    case.approve()
    case.do("reopen", BENEFICIARY, text="لم تنجح")
    records.append(opening_work(case, opening))
    detail = case_detail(reading, opening.reference)
    assert detail is not None and detail.decision is None
    case.claim(SALMA)
    case.reject(SALMA)
    records.append(opening_work(case, opening))
    detail = case_detail(reading, opening.reference)
    assert detail is not None and detail.decision is not None and detail.decision.actor == "salma"


def test_a_timeline_with_a_forged_event_is_still_shown(
    records: Records, reading: Connection, database: Database
) -> None:
    opening = request()
    records.append(opening_work(case_of(opening), opening))
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        superuser.execute("ALTER TABLE case_event DISABLE TRIGGER append_only")
        superuser.execute(r"UPDATE case_event SET body = '\xff00' WHERE seq = 2")
    detail = case_detail(reading, opening.reference)
    assert detail is not None and [event.body for event in detail.events][1:] == [{}]


def _notice(records: Records, reference: str, key: str, status: str) -> None:
    values = {"key": key, "reference": reference, "status": status, "body": f"نص {key}".encode(), "at": NOW}
    records.all(
        "INSERT INTO notice (key, reference, seq, audience, channel, template, recipients, subject, body, status,"
        " attempts, created_at) VALUES (%(key)s, %(reference)s, 1, 'beneficiary', 'sms', 't', '[]', '', %(body)s,"
        " %(status)s, 1, %(at)s) RETURNING key",
        values,
    )


def test_notices_are_listed_by_case_and_status(records: Records, reading: Connection) -> None:
    for key, reference, status in (("a", "TW-1", "sent"), ("b", "TW-1", "failed"), ("c", "TW-2", "failed")):
        _notice(records, reference, key, status)
    assert [each.key for each in notices(reading)] == ["a", "b", "c"]
    assert [each.key for each in notices(reading, status="failed")] == ["b", "c"]
    assert [each.key for each in notices(reading, reference="TW-1", status="failed")] == ["b"]


def test_notices_of_all_cases_are_narrowed_ordered_and_cut(records: Records, reading: Connection) -> None:
    for key, status in (("a", "sent"), ("b", "failed"), ("c", "failed")):
        _notice(records, "TW-1", key, status)
    everything = Scope((OMAR,), True)

    def found(**wanted: Any) -> tuple[list[str], int]:
        lines, total = found_notices(reading, NoticeFilter(**wanted), everything)
        return [each.key for each in lines], total

    assert found(status=NoticeStatus.FAILED) == (["b", "c"], 2)
    assert found(channel=Channel.SMS, audience=Audience.BENEFICIARY, limit=1, offset=1) == (["b"], 3)
    assert found(channel=Channel.PORTAL) == found(since=NOW + timedelta(seconds=1)) == ([], 0)
    assert found(team="exit_visas") == ([], 0)
    assert found(until=NOW, order=NoticeOrder.OLDEST, limit=2) == (["a", "b"], 3)


def test_what_staff_must_see_stays_listed_until_somebody_handled_it(records: Records, reading: Connection) -> None:
    insert = (
        "INSERT INTO attention (kind, reference, about, at) VALUES ('notice_failed', 'TW-1', 'k', %(at)s) RETURNING id"
    )
    records.all(insert, {"at": NOW})
    (entry,) = waiting(reading)
    assert (entry.kind, entry.about) == ("notice_failed", "k")
    assert mark_handled(reading, entry.id, "salma", NOW)
    assert waiting(reading) == [] and not mark_handled(reading, entry.id, "salma", NOW)


def live(reading: Connection, calendar: str, pack: str = "") -> set[str]:
    """The live cases under a calendar of a pack, or of any, as announcements and reconciling find them."""
    change = CalendarChange(pack=pack, calendar=calendar, version="v2")
    found = live_under(reading, change)
    assert sorted(live_references(reading, change)) == found
    return set(found)


def test_the_live_cases_under_a_calendar_count_in_it_and_are_not_closed(records: Records, reading: Connection) -> None:
    own = put_on_record(records, case_of(request(id="own")), id="own")
    both = put_on_record(records, case_of(request(id="both"), **around_the_clock_when_urgent()), id="both")
    closed = case_of(request(id="closed"))
    closed.do("withdraw", BENEFICIARY)
    put_on_record(records, closed, id="closed")
    assert live(reading, "passports") == {own, both}
    assert live(reading, "always") == {both}


def test_the_cases_of_another_pack_that_has_a_calendar_of_the_same_name_are_not_told(
    records: Records, reading: Connection
) -> None:
    ours = put_on_record(records, case_of(request(id="ours"), pack="passports"), id="ours")
    theirs = put_on_record(records, case_of(request(id="theirs"), pack="town"), id="theirs")
    assert (live(reading, "passports", "passports"), live(reading, "passports", "town")) == ({ours}, {theirs})
    assert live(reading, "passports") == {ours, theirs}


def test_a_case_that_a_correction_brought_another_calendar_is_told_of_its_changes(
    records: Records, reading: Connection
) -> None:
    case = case_of(request()).claim()
    case.do("reclassify", service="another_service", note="x")
    case.classified(**around_the_clock_when_urgent())
    records.append(opening_work(case, request()).but(policy=case.opened_under))
    reference = case.state.reference
    assert live(reading, "always") == live(reading, "passports") == {reference}
