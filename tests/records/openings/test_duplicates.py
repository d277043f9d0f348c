"""Requests of one matter: what the first stage takes for the same, what for alike, and what staff may join."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest

from activities.records import lookup, merging
from activities.records.store import Records
from bench.cases import residence_number
from models.case.commands import BENEFICIARY
from models.intake.request import Request
from models.packs.pack import Pack
from models.triage.assessment import Assessment, KnownFromRecords
from models.triage.facts import Facts
from tests.records.openings.worker_activities import HOUR, WorkerActivities
from tests.support.database import MORNING, case_of, opening_work, request
from workflows.triage.assess import conclude


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
