"""Requests that a pack's duplicate rule takes for the same, as the records find them."""

from datetime import timedelta
from typing import Any

import pytest

from activities.packs import load_packs
from activities.records import merging
from activities.records.store import Records
from activities.splits import Splits
from bench.cases import residence_number
from models.case.events import Assessed
from models.case.state import Refusal
from models.codes import Whose
from models.intake.duplicates import DuplicateRule
from models.packs.pack import Pack
from settings import PROJECT
from tests.records.openings.worker_activities import WorkerActivities
from tests.support.database import MORNING, case_of, opening_work, request
from tests.support.simulation import RIYADH
from workflows.ports import OpenSecond, RecordEvents

BY_PLACE = DuplicateRule(whose=Whose.ANYONE, fields=("place",), within_days=14)
OAK = {"context": {"place": "1200 Oak St."}}
ELSEWHERE = {"context": {"place": "7 Elm St."}}
ANOTHER = {"applicant__id_number": residence_number(9)}


@pytest.fixture(scope="module")
def packs() -> dict[str, Pack]:
    """The packs of the project, with a city's rule."""
    packs = load_packs(PROJECT / "policies")
    return packs | {"passports": packs["passports"].model_copy(update={"duplicates": BY_PLACE})}


@pytest.fixture
def city(records: Records, packs: dict[str, Pack], monkeypatch: pytest.MonkeyPatch) -> WorkerActivities:
    activities = WorkerActivities(records, packs)
    monkeypatch.setattr("activities.intake.conclude", activities.conclude)
    return activities


@pytest.mark.parametrize(
    ("new", "found"),
    [
        (OAK | ANOTHER, True),
        (OAK, True),
        ({"context": {"place": "1200  OAK st"}} | ANOTHER, True),
        ({"context": {"place": "9 Pine St."}}, False),
        ({"context": {}}, False),
        (OAK | {"service": "final_exit_issue"}, False),
    ],
)
def test_the_same_place_is_found_whoever_reports_it(new: dict[str, Any], found: bool, city: WorkerActivities) -> None:
    first = city.record(request(id="first", **OAK))
    city.record(request(id="second", **ELSEWHERE))
    city.record(request(id="third", context={}))
    city.prepare(id="new", **new)
    assert city.known.open_duplicates == ((first,) if found else ())
    assert city.known.alike == ()


@pytest.mark.parametrize(("days", "found"), [(13, True), (15, False)])
def test_one_that_was_filed_too_long_before_is_another(days: int, found: bool, city: WorkerActivities) -> None:
    filed = (MORNING - timedelta(days=days)).astimezone(RIYADH).strftime("%Y-%m-%d %H:%M")
    first = city.record(request(id="first", **OAK), opened=filed)
    new: dict[str, Any] = OAK | ANOTHER | {"submitted_at": MORNING.isoformat()}
    city.prepare(id="new", **new)
    assert city.known.open_duplicates == ((first,) if found else ())


def test_requests_of_one_place_are_opened_in_turn_whoever_files_them(city: WorkerActivities) -> None:
    matters = [city.intake.matter(request(id=name, **each)) for name, each in (("a", OAK), ("b", OAK | ANOTHER))]
    assert matters[0] == matters[1] != city.intake.matter(request(id="c", **ELSEWHERE))


def test_staff_may_join_what_the_rule_compares_and_nothing_of_other_persons_elsewhere(
    city: WorkerActivities, records: Records, packs: dict[str, Pack]
) -> None:
    def objection(one: str, other: str) -> str | None:
        found = records.one(merging.QUESTION, {"reference": one, "into": other})._mapping
        return merging.objection(found, other)

    mine, theirs = (city.record(request(id=name, **each)) for name, each in (("a", OAK), ("b", ELSEWHERE | ANOTHER)))
    assert objection(mine, theirs) is None
    nowhere = city.record(request(id="nowhere", context={}, **ANOTHER))
    assert objection(nowhere, mine) is None, "nobody knows where that is: whoever joins the two answers for it"
    plain = WorkerActivities(records, load_packs(PROJECT / "policies"))
    ours, others = (plain.record(request(id=name, **each)) for name, each in (("c", OAK), ("d", OAK | ANOTHER)))
    assert "same persons" in (objection(ours, others) or "")


def test_a_case_that_is_split_off_is_compared_by_the_rule_of_its_pack(
    city: WorkerActivities, records: Records, packs: dict[str, Pack]
) -> None:
    by_another = city.record(request(id="another", service="final_exit_issue", **OAK, **ANOTHER))
    elsewhere = city.record(request(id="elsewhere", service="final_exit_issue", **ELSEWHERE))
    first = request(id="first", **OAK)
    case = case_of(first).claim()
    assert not isinstance(case.do("split", service="final_exit_issue", note="الشطر الثاني"), Refusal)
    city.write(opening_work(case, first))
    order = OpenSecond(reference=first.reference, pack="passports", second=case.state.splits[0], at=MORNING, edition=4)
    opening = Splits(records, packs, lambda _: ()).opening(order)
    assert isinstance(opening, RecordEvents)
    [assessed] = [each.body for each in opening.events if isinstance(each.body, Assessed)]
    assert by_another in assessed.assessment.alike
    assert elsewhere not in assessed.assessment.alike
