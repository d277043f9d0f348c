"""Activities of a case on the records: openings, staff to escalate to, merges, and entries on the attention list."""

from dataclasses import replace
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities import absences, staff
from activities.records import calendars
from activities.records.attention import mark_handled, waiting
from activities.records.database import connect
from activities.records.store import REFUSED, Records
from activities.staff import Member
from models.calendar.change import CalendarChange
from models.calendar.rules import Closure
from models.case.state import Reclassification
from models.codes import AttentionKind, RefusalCode, Role, Stage
from models.packs.pack import Pack
from models.policy import Target
from tests.records.openings.worker_activities import DAY, ERROR, HOUR, WorkerActivities
from tests.support.database import MORNING, Database, case_of, opening_of, opening_work, request, row, work
from tests.support.simulation import LAYLA, OMAR, SALMA
from workflows.ports import FindStaff, FindTerms, StaffFound


@pytest.mark.parametrize(
    ("parent", "overdue"),
    [
        ({"due_at": MORNING}, True),
        ({"due_at": MORNING + HOUR}, False),
        ({"due_at": None, "paused": True, "stage": Stage.AWAITING_BENEFICIARY}, False),
        ({"due_at": MORNING, "stage": Stage.RESOLVED}, False),
    ],
)
def test_the_earlier_case_is_overdue_by_its_own_clock(
    parent: dict[str, Any], overdue: bool, worker_activities: WorkerActivities, records: Records
) -> None:
    earlier = row(7, **parent)
    records.append(opening_of(earlier))
    worker_activities.prepare(prior_attempt={**ERROR, "reference": earlier.reference.lower().replace("-", " ")})
    found = worker_activities.known.parent
    assert found is not None
    assert (found.reference, found.due, found.team, found.overdue) == (
        earlier.reference, earlier.due_at, earlier.team, overdue
    )  # fmt: skip


def test_a_number_of_another_system_is_no_earlier_case(worker_activities: WorkerActivities) -> None:
    worker_activities.prepare(prior_attempt={**ERROR, "reference": "TW-1448-0000123"})
    assert worker_activities.known.parent is None


def test_the_same_error_is_counted_over_the_last_hour(worker_activities: WorkerActivities) -> None:
    failed = {**ERROR, "error_code": "E-17"}
    for minute, code in (("08:00", "E-17"), ("08:01", "E-17"), ("08:30", "E-17"), ("08:31", "E-18"), ("09:00", "E-17")):
        opening = request(id=f"{minute}-{code}", prior_attempt={**failed, "error_code": code})
        worker_activities.record(opening, opened=f"2026-01-06 {minute}")
    worker_activities.prepare(id="new", prior_attempt=failed)
    assert worker_activities.known.same_error_last_hour == 3
    worker_activities.prepare(id="new", prior_attempt=ERROR)
    assert worker_activities.known.same_error_last_hour == 0


def test_a_case_on_record_gives_its_receipt_to_another_run_but_not_to_its_own(
    worker_activities: WorkerActivities,
) -> None:
    """A retry of the opening after a crash must not take what it wrote itself for an earlier case."""
    opening = request(id="known")
    worker_activities.open("known")
    known = worker_activities.prepare(id="known", run_id="another run")
    assert known.known is not None and known.known.reference == opening.reference
    assert (known.known.effect, known.known_fingerprint) == ("route", opening.fingerprint)
    assert worker_activities.prepare(id="known", run_id="the run of known").known is None


@pytest.mark.parametrize(
    "wrong", [{"channel": "telegraph"}, {"applicant__id_number": "1"}, {"reference": "TW-0000-0000-0000-0"}]
)
def test_what_is_no_request_is_refused_and_never_raises(
    wrong: dict[str, Any], worker_activities: WorkerActivities
) -> None:
    prepared = worker_activities.prepare(**{"reference": "TW-0000-0000-0000-0", **wrong})
    assert prepared.refusal is not None
    assert prepared.refusal.code is RefusalCode.MALFORMED


def test_new_cases_start_under_the_calendar_as_announced(
    worker_activities: WorkerActivities, database: Database, packs: dict[str, Pack]
) -> None:
    calendar = packs["passports"].calendar
    day = Closure(id="storm", name="سيول", from_date="2026-01-07", to_date="2026-01-07")
    changes = [CalendarChange(calendar=calendar.name, version=f"v{number}", closures=(day,)) for number in (1, 2)]
    before = worker_activities.policy()
    with connect(database.admin_url) as connection:
        for number, change in enumerate(changes):
            calendars.announce(connection, change, "تعليق الدوام", "reem", MORNING + number * HOUR)
        calendars.announce(connection, changes[0], "again", "reem", MORNING)
        with pytest.raises(calendars.AlreadyAnnounced, match="another name"):
            calendars.announce(connection, changes[0].model_copy(update={"closures": ()}), "x", "reem", MORNING)
        assert calendars.announced(connection, "passports", calendar.name) == tuple(changes)
    after = worker_activities.policy(id="new")
    assert (before.calendar.version, after.calendar.version) == (calendar.version, "v2")
    assert after.digest != before.digest
    assert before.working_calendar.between(MORNING, MORNING + 2 * DAY) > after.working_calendar.between(
        MORNING, MORNING + 2 * DAY
    )


def test_a_change_of_a_calendar_of_another_pack_is_none_of_the_one_that_has_its_name(
    worker_activities: WorkerActivities, database: Database, packs: dict[str, Pack]
) -> None:
    calendar = packs["passports"].calendar
    day = Closure(id="storm", name="سيول", from_date="2026-01-07", to_date="2026-01-07")
    changes = {
        pack: CalendarChange(pack=pack, calendar=calendar.name, version="v2", closures=(day,))
        for pack in ("town", "passports")
    }
    with connect(database.admin_url) as connection:
        calendars.announce(connection, changes["town"], "x", "reem", MORNING)
        assert calendars.announced(connection, "passports", calendar.name) == ()
        assert worker_activities.policy(id="before").calendar.version == calendar.version
        calendars.announce(connection, changes["passports"], "x", "reem", MORNING + HOUR)
        assert calendars.announced(connection, "town", calendar.name) == (changes["town"],)
    assert worker_activities.policy(id="after").calendar.version == "v2"


def staff_found(worker_activities: WorkerActivities, role: Role, team: str | None = None) -> StaffFound:
    """The people an escalation of a case of the exit visas team reaches, with the manager as fall-back."""
    order = FindStaff(
        reference="TW-1",
        target=Target(role=role, team=team),
        team="exit_visas",
        fallback=Target(role=Role.MANAGER),
        at=MORNING,
    )
    reached: StaffFound = ActivityEnvironment().run(worker_activities.work.find_staff, order)
    return reached


def test_an_escalation_reaches_people_of_the_team_or_the_fall_back_or_says_nobody(
    worker_activities: WorkerActivities, database: Database
) -> None:
    assert staff_found(worker_activities, Role.SUPERVISOR) == StaffFound(people=(), fallback=True)
    with connect(database.admin_url) as connection:
        for name, role, team in (("salma", Role.SUPERVISOR, "exit_visas"), ("reem", Role.MANAGER, "")):
            teams = (team,) if team else ()
            staff.add(connection, Member(id=name, name="التجريبي", role=role, teams=teams))
        assert [person.id for person in staff_found(worker_activities, Role.SUPERVISOR).people] == ["salma"]
        assert not staff_found(worker_activities, Role.SUPERVISOR).fallback
        other_team = staff_found(worker_activities, Role.SUPERVISOR, team="payments")
        assert ([person.id for person in other_team.people], other_team.fallback) == (["reem"], True)
        absences.go_away(connection, "salma", MORNING - DAY, MORNING + DAY)
    assert [person.id for person in staff_found(worker_activities, Role.SUPERVISOR).people] == ["reem"]


@pytest.mark.parametrize(("substitute", "listed"), [(None, True), ("reem", False), ("left", True)])
def test_a_case_given_to_somebody_away_is_on_the_list_unless_somebody_stands_in(
    substitute: str | None, listed: bool, worker_activities: WorkerActivities, records: Records, database: Database
) -> None:
    with connect(database.admin_url) as connection:
        for name in ("layla", "reem", "left"):
            staff.add(connection, Member(id=name, name="التجريبي", role=Role.OFFICER, teams=("exit_visas",)))
        absences.go_away(connection, "layla", MORNING - DAY, MORNING + DAY, substitute)
        staff.set_active(connection, "left", False)
    opening = request()
    worker_activities.record(opening)
    case = case_of(opening)
    case.do("assign", SALMA, to=OMAR)
    worker_activities.write(opening_work(case, opening))
    assert attention(records, AttentionKind.HOLDER_AWAY) == []
    case.do("assign", SALMA, to=LAYLA)
    worker_activities.write(work(case, since=3))
    worker_activities.write(work(case, since=3))
    assert attention(records, AttentionKind.HOLDER_AWAY) == [opening.reference] * listed


def test_a_case_given_again_to_somebody_away_is_on_the_list_again(
    worker_activities: WorkerActivities, records: Records, database: Database
) -> None:
    opening = request()
    worker_activities.record(opening)
    case = case_of(opening)
    with connect(database.admin_url) as connection:
        staff.add(connection, Member(id="layla", name="التجريبي", role=Role.OFFICER, teams=("exit_visas",)))
        absences.go_away(connection, "layla", MORNING - DAY, MORNING + 9 * DAY)
        case.do("assign", SALMA, to=LAYLA)
        worker_activities.write(opening_work(case, opening))
        [entry] = waiting(connection)
        with connect(database.desk_url) as desk:
            mark_handled(desk, entry.id, "salma", case.now + DAY / 24)
        worker_activities.write(opening_work(case, opening))
        assert waiting(connection) == []
        case.until(case.now + DAY)
        case.do("assign", SALMA, to=LAYLA)
        worker_activities.write(work(case, since=3))
        assert [each.kind for each in waiting(connection)] == [AttentionKind.HOLDER_AWAY]


def test_what_the_records_refuse_is_on_the_list_and_will_not_be_tried_at_once(
    worker_activities: WorkerActivities, records: Records
) -> None:
    opening = request()
    reference = worker_activities.record(opening)
    work = opening_work(case_of(opening).claim(), opening)
    poisoned = work.model_copy(update={"row": work.row.model_copy(update={"team": "a team\x00"})})
    with pytest.raises(ApplicationError) as refused:
        worker_activities.write(poisoned)
    assert (refused.value.type, refused.value.non_retryable) == (REFUSED, True)
    assert attention(records, REFUSED) == [reference]


def test_records_older_than_what_a_case_still_holds_are_on_the_list(
    worker_activities: WorkerActivities, records: Records
) -> None:
    opening = request()
    reference = worker_activities.record(opening)
    later = opening_work(case_of(opening).claim()).model_copy(update={"request": None, "policy": None})
    newest = later.model_copy(update={"events": later.events[-1:], "known_from": 99})
    assert worker_activities.write(newest).head < 99
    assert attention(records, AttentionKind.RECORDS_BEHIND) == [reference]


def test_a_case_joined_to_nothing_is_on_the_list(worker_activities: WorkerActivities, records: Records) -> None:
    opening = request()
    worker_activities.record(opening)
    case = case_of(opening).claim()
    case.do("merge", into="TW-0000-0000-0000-0")
    worker_activities.write(opening_work(case, opening))
    assert attention(records, AttentionKind.MERGED_ASTRAY) == [opening.reference]


def test_a_correction_waits_for_a_pack_that_is_being_mended(
    worker_activities: WorkerActivities, records: Records
) -> None:
    opening = request()
    reference = worker_activities.record(opening)
    wanted, calendar = Reclassification(service="final_exit_issue"), case_of(opening).opened_under.calendar
    order = FindTerms(reference=reference, pack="passports", wanted=wanted, calendar=calendar, at=MORNING)

    def asked(**intake: Any) -> Any:
        work = replace(worker_activities.work, intake=replace(worker_activities.intake, **intake))
        return ActivityEnvironment().run(work.find_terms, order)

    with pytest.raises(ApplicationError) as failed:
        asked(packs={}, some_unusable=True)
    assert failed.value.type == REFUSED and "passports" in failed.value.message
    assert attention(records, AttentionKind.RECORDS_REFUSED) == [reference]
    assert asked(packs={}).unknown == ("passports",), "a pack that is gone knows nothing"


def attention(records: Records, kind: str) -> list[str]:
    """The cases on the attention list with entries of one kind."""
    return [
        row.reference for row in records.all("SELECT reference FROM attention WHERE kind = %(kind)s", {"kind": kind})
    ]
