"""Activities of a case on the records: openings, staff to escalate to, merges, and entries on the attention list."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities import absences, staff
from activities.cases import CaseWork
from activities.intake import Intake
from activities.packs import load_packs
from activities.records import calendars, lookup, merging
from activities.records.attention import mark_handled, waiting
from activities.records.database import connect
from activities.records.store import REFUSED, Records
from activities.staff import Member
from bench.cases import residence_number
from models.calendar.change import CalendarChange
from models.calendar.rules import Closure
from models.case.commands import BENEFICIARY
from models.case.state import Reclassification
from models.codes import AttentionKind, Effect, Priority, RefusalCode, Role, Stage
from models.intake.request import Request, read_request
from models.packs.pack import Pack
from models.policy import CasePolicy, Target
from models.triage.assessment import Assessment, KnownFromRecords
from models.triage.facts import Facts
from settings import PROJECT
from tests.support.database import MORNING, Database, case_of, opening_of, opening_work, request, row, work
from tests.support.requests import wire_request
from tests.support.simulation import LAYLA, OMAR, SALMA
from tests.support.trust import filed, trust_of
from workflows.ports import FindStaff, FindTerms, Preparation, PrepareCase, Recorded, RecordEvents, StaffFound
from workflows.triage.assess import conclude

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ERROR = {"at": "2026-01-05T21:40:00+03:00", "platform": "absher_individuals", "outcome": "platform_error"}


@pytest.fixture(scope="module")
def packs() -> dict[str, Pack]:
    """The packs of the project."""
    return load_packs(PROJECT / "policies")


class WorkerActivities:
    """The activities of a worker, run as Temporal runs them; `known` is what the first stage was given."""

    def __init__(self, records: Records, packs: dict[str, Pack]) -> None:
        self.known = KnownFromRecords()
        self.intake = Intake(records, packs, trust_of(records))
        self.work = CaseWork(records, self.intake)

    def conclude(self, facts: Facts, request: Request, known: KnownFromRecords, *_: Any, **__: Any) -> Assessment:
        self.known = known
        return Assessment(effect=Effect.ROUTE, team="exit_visas", priority=Priority.NORMAL, problem="technical_error")

    def prepare(self, reference: str = "", run_id: str = "another run", **changes: Any) -> Preparation:
        """Prepare the case of the first sample with some fields changed."""
        wire = filed(wire_request(**changes))
        order = PrepareCase(reference=reference or read_request(wire).reference, request=wire, at=MORNING)
        asked = self.intake.read(order)
        if isinstance(asked, Preparation):
            return asked
        return self.intake.prepare(asked, order, run_id).answer

    def policy(self, **changes: Any) -> CasePolicy:
        """The policy a case of such a request starts under."""
        prepared = self.prepare(**changes)
        assert prepared.policy is not None
        return prepared.policy.read()

    def record(self, opening: Request, run_id: str = "a run", **changes: Any) -> str:
        """Put the case of a request on record; returns its reference."""
        self._as_run(run_id, self.work.record, opening_work(case_of(opening, **changes), opening))
        return opening.reference

    def open(self, request_id: str, **changes: Any) -> Preparation:
        """Run the activity that opens the case of the first sample, filed under an id, with some fields changed."""
        wire = filed(wire_request(id=request_id, **changes))
        order = PrepareCase(reference=read_request(wire).reference, request=wire, at=MORNING)
        opening: Preparation = self._as_run(f"the run of {request_id}", self.work.open_case, order)
        return opening

    def write(self, work: RecordEvents) -> Recorded:
        """Run the activity that records events."""
        recorded: Recorded = self._as_run("a run", self.work.record, work)
        return recorded

    def _as_run(self, run_id: str, activity: Callable[[Any], Any], order: Any) -> Any:
        environment = ActivityEnvironment()
        environment.info = replace(environment.info, workflow_run_id=run_id)
        return environment.run(activity, order)


@pytest.fixture
def worker_activities(records: Records, packs: dict[str, Pack], monkeypatch: pytest.MonkeyPatch) -> WorkerActivities:
    activities = WorkerActivities(records, packs)
    monkeypatch.setattr("activities.intake.conclude", activities.conclude)
    return activities


def test_the_open_cases_of_the_same_persons_and_service_are_duplicates(worker_activities: WorkerActivities) -> None:
    first = worker_activities.record(request(id="first"))
    second = worker_activities.record(request(id="second"), opened="2026-01-06 10:00")
    worker_activities.record(request(id="other-service", service="final_exit_issue"))
    worker_activities.record(
        request(id="other-person", on_behalf_of={"relation": "son", "id_type": "iqama", "id_number": "2990000230"})
    )
    worker_activities.record(request(id="third", applicant__id_type="national_id", applicant__id_number="1990000182"))
    worker_activities.prepare(id="new")
    assert worker_activities.known.open_duplicates == (first, second)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ({"age": 5}, {"age": 9}, False),
        ({"name_ar": "سعد التجريبي", "age": 5}, {"name_ar": "سعد التجريبي", "age": 14}, False),
        ({"name_en": "BABY OF TALAL ALTAJRIBI", "age": 0}, {"name_en": "BABY OF TALAL ALTAJRIBI", "age": 0}, True),
        ({}, {}, True),
        ({"id_type": "iqama", "id_number": "2990000230"}, {}, True),
        ({"passport_number": "X9912345"}, {"id_type": "iqama", "id_number": "2990000230"}, True),
        (
            {"id_type": "border_number", "id_number": "3990000012"},
            {"id_type": "iqama", "id_number": "2990000230"},
            True,
        ),
        ({"name_ar": "مولود"}, {"name_ar": "سعد التجريبي"}, True),
        ({"name_ar": "عبد الله بن سعد"}, {"name_ar": "عبدالله سعد"}, True),
        ({"name_ar": "سعد بن طلال"}, {"name_ar": "خالد بن عمر"}, False),
    ],
)
def test_persons_without_a_common_number_are_never_duplicates_and_alike_at_most(
    one: dict[str, Any], other: dict[str, Any], alike: bool, worker_activities: WorkerActivities, records: Records
) -> None:
    first = worker_activities.record(request(id="first", on_behalf_of={"relation": "child", **one}))
    worker_activities.prepare(id="second", on_behalf_of={"relation": "child", **other})
    assert worker_activities.known.open_duplicates == ()
    assert worker_activities.known.alike == ((first,) if alike else ())
    second = worker_activities.record(request(id="second", on_behalf_of={"relation": "child", **other}))
    row_of_both = records.one(merging.QUESTION, {"reference": second, "into": first})._mapping
    assert merging.objection(row_of_both, first) is None  # who joins them answers for it


STOPGAP = {"relation": "child", "id_type": "passport", "id_number": "A0000000", "name_ar": "سعد التجريبي"}
MADE_UP = {"relation": "child", "id_type": "iqama", "id_number": "2222222222"}
BY_IQAMA = {"relation": "child", "id_type": "iqama", "id_number": "2990000230"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"text_ar": "لزوجتي"}, {"text_ar": "للسائق"}),
        ({}, {"on_behalf_of": BY_IQAMA}),
        ({"on_behalf_of": BY_IQAMA}, {}),
        ({"on_behalf_of": STOPGAP}, {"on_behalf_of": STOPGAP}),
        ({"on_behalf_of": STOPGAP}, {"on_behalf_of": STOPGAP | {"id_number": "X9912345"}}),
        ({"on_behalf_of": MADE_UP}, {"on_behalf_of": BY_IQAMA}),
        ({"on_behalf_of": BY_IQAMA}, {"on_behalf_of": MADE_UP}),
        ({"on_behalf_of": BY_IQAMA}, {"on_behalf_of": BY_IQAMA, "prior_attempt__error_code": "E-99"}),
    ],
)
def test_what_nobody_knows_to_be_one_matter_is_alike_and_staff_may_join_it(
    one: dict[str, Any], other: dict[str, Any], worker_activities: WorkerActivities, records: Records
) -> None:
    code = {"prior_attempt__error_code": "E-17"}
    first = worker_activities.record(request(id="first", **code | one))
    worker_activities.prepare(id="second", **code | other)
    assert (worker_activities.known.open_duplicates, worker_activities.known.alike) == ((), (first,))
    second = worker_activities.record(request(id="second", **code | other))
    row_of_both = records.one(merging.QUESTION, {"reference": second, "into": first})._mapping
    assert merging.objection(row_of_both, first) is None


def test_a_request_of_the_same_number_is_found_behind_many_others(
    worker_activities: WorkerActivities, records: Records
) -> None:
    for number in range(lookup.MOST_ALIKE):
        worker_activities.record(request(id=f"nobody-{number}", on_behalf_of={"relation": "child"}))
    last = worker_activities.record(request(id="last", on_behalf_of=BY_IQAMA), opened="2026-01-06 10:00")
    found = lookup.look_up(records, request(id="new", on_behalf_of=BY_IQAMA), None, MORNING + 2 * HOUR)
    assert found.for_first_stage.open_duplicates == (last,)
    assert len(found.for_first_stage.alike) == lookup.MOST_ALIKE - 1


def test_a_passport_says_who_somebody_is(worker_activities: WorkerActivities) -> None:
    by_passport = {"relation": "child", "passport_number": "X9912345"}
    first = worker_activities.record(request(id="first", on_behalf_of=by_passport))
    worker_activities.prepare(id="second", on_behalf_of=by_passport | {"age": 3})
    assert worker_activities.known.open_duplicates == (first,)


PASSPORT = {"relation": "child", "passport_number": "X9900001"}


@pytest.mark.parametrize(
    "concerned",
    [
        {"one": None, "another": None},
        {"one": PASSPORT | {"id_type": "iqama", "id_number": "2990000123"}, "another": PASSPORT},
    ],
    ids=["the applicant", "by number and by passport"],
)
def test_of_two_requests_of_one_matter_at_the_same_moment_the_second_finds_the_first(
    concerned: dict[str, Any], records: Records, packs: dict[str, Pack], monkeypatch: pytest.MonkeyPatch
) -> None:
    both_decide, work = threading.Barrier(2), WorkerActivities(records, packs)
    found: list[int] = []

    def conclude_together(
        facts: Facts, request: Request, known: KnownFromRecords, *rules: Any, **more: Any
    ) -> Assessment:
        found.append(len(known.open_duplicates))
        with suppress(threading.BrokenBarrierError):
            both_decide.wait(0.5)
        return conclude(facts, request, known, *rules, **more)

    monkeypatch.setattr("activities.intake.conclude", conclude_together)
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda each: work.open(each, on_behalf_of=concerned[each]), concerned))
    assert found == [0, 1]


def test_a_decided_case_is_no_duplicate(worker_activities: WorkerActivities, records: Records) -> None:
    opening = request(id="first")
    case = case_of(opening).claim()
    case.approve()
    records.append(opening_work(case, opening))
    worker_activities.prepare(id="new")
    assert worker_activities.known.open_duplicates == ()


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


@pytest.mark.parametrize(
    ("target", "person", "said"),
    [("open", "the same", None), ("open", "another", "same persons"), ("closed", "the same", "is closed")],
)
def test_a_case_is_joined_only_to_an_open_one_of_the_same_persons(
    target: str, person: str, said: str | None, worker_activities: WorkerActivities, records: Records
) -> None:
    number = {} if person == "the same" else {"applicant__id_number": residence_number(7)}
    other = request(id="the-other", **number)
    into = worker_activities.record(other)
    if target == "closed":
        ended = case_of(other)
        ended.do("withdraw", BENEFICIARY)
        worker_activities.write(opening_work(ended, other))
    reference = worker_activities.record(request(id="this-one"))
    why = merging.objection(records.one(merging.QUESTION, {"reference": reference, "into": into})._mapping, into)
    assert (why is None) if said is None else (said in (why or ""))


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
