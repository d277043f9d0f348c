"""Other domains from data alone, on real servers: a pack just begun and the pack of a city, from intake to closing."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from activities.packs import load_pack
from commands.admin.pack_folder import write_pack
from models.calendar.working import compile_calendar
from models.case.commands import BENEFICIARY, Actor
from models.codes import ClockKind, Outcome, Priority, Role, Stage
from models.packs.derive import case_policy
from settings import PROJECT
from tests.support.system import System, running, wakeful_policies

pytestmark = pytest.mark.timeout(300)

CLERK = Actor(id="clerk", role=Role.OFFICER, teams=("desk", "streets", "refuse", "water", "service_desk"))


@pytest.fixture(scope="module")
async def domains(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    """A system with all packs, and one that was just begun."""
    folder = tmp_path_factory.mktemp("domains")
    policies = wakeful_policies(folder / "policies")
    write_pack("libraries", "Africa/Cairo", policies)
    async with running(folder / "home", policies=policies) as system:
        yield system


def to_libraries() -> dict[str, Any]:
    """A request under the pack that was just begun, as changes of `wire_request`."""
    return _request("libraries_portal", "general", "request", "request", {})


def to_the_city(service: str, section: str, **context: Any) -> dict[str, Any]:
    """The same under the pack of the city."""
    return _request("city_portal", section, service, "report", context)


def _request(channel: str, section: str, service: str, kind: str, context: dict[str, Any]) -> dict[str, Any]:
    person = {"type": "resident", "id_type": "employee_number", "id_number": f"R-{datetime.now(UTC):%H%M%S%f}"}
    names = {"channel": channel, "section": section, "service": service, "seed_kind": kind, "lang": "en"}
    empty: dict[str, Any] = {
        "prior_attempt": None,
        "on_behalf_of": None,
        "attachments": [],
        "text_ar": None,
        "text_en": "Please help.",
    }
    return {**names, **empty, "applicant": person, "context": context, "subject": "Please help"}


async def test_a_request_lives_from_intake_to_closing_under_a_pack_that_was_just_begun(domains: System) -> None:
    receipt = await domains.submit(**to_libraries())
    assert (receipt.stage, receipt.team) == (Stage.QUEUED, "desk")
    pack = load_pack(domains.config.policies / "libraries")
    opened = (await domains.view(receipt.reference)).row.opened_at
    promise = case_policy(pack, "request").promise(ClockKind.RESOLUTION, Priority.NORMAL)
    assert promise.amount
    assert receipt.due == compile_calendar(pack.calendar).add(opened, promise.amount)
    await domains.do(receipt.reference, "claim", CLERK)
    asked = {"reason": "details_missing", "reply": {"template": "details_please"}, "questions": ["Which one?"]}
    assert (await domains.do(receipt.reference, "ask", CLERK, **asked)).stage is Stage.AWAITING_BENEFICIARY
    await domains.do(receipt.reference, "reply", BENEFICIARY, text="The second one.")
    decided = {"reason": "settled", "reply": {"template": "settled"}}
    assert (await domains.do(receipt.reference, "approve", CLERK, **decided)).outcome is Outcome.DONE
    await domains.end(receipt.reference)
    assert on_record(domains, receipt.reference) == {"stage": "closed", "outcome": "done", "reopens": 0}
    told = {row["template"] for row in domains.rows(TEMPLATES, receipt.reference)}
    assert {"received", "asked", "result"} <= told


TEMPLATES = "SELECT template FROM notice WHERE reference = %s"


def on_record(domains: System, reference: str) -> dict[str, Any]:
    """How a case stands in the records."""
    [row] = domains.rows("SELECT stage, outcome, reopens FROM case_row WHERE reference = %s", reference)
    return row


async def test_a_report_to_a_city_lives_from_a_missing_place_to_its_closing(domains: System) -> None:
    returned = await domains.submit(**to_the_city("pothole", "streets"))
    assert returned.stage is Stage.AWAITING_BENEFICIARY, "a report without its place goes back"
    photo = {"file_name": "pothole.jpg", "kind": "photo"}
    answer = {"text": "Elm Street, before number 7", "attachments": [photo]}
    assert (await domains.do(returned.reference, "reply", BENEFICIARY, **answer)).stage is Stage.REPLIED
    await domains.do(returned.reference, "claim", CLERK)
    told = await domains.do(returned.reference, "interim_reply", CLERK, reply={"template": "works_scheduled"})
    assert told.stage is Stage.IN_REVIEW
    waiting = await domains.do(returned.reference, "wait", CLERK, party="contractor", reason="works_scheduled")
    assert (waiting.stage, waiting.due is not None) == (Stage.AWAITING_THIRD_PARTY, True)
    await domains.do(returned.reference, "resume", CLERK, answer="Filled.")
    done = await domains.do(returned.reference, "approve", CLERK, reason="work_done", reply={"template": "work_done"})
    assert done.outcome is Outcome.DONE
    again = {"requested_by": "applicant", "way": "phone", "text": "It has sunk again."}
    assert (await domains.do(returned.reference, "reopen_for", CLERK, **again)).stage is Stage.QUEUED
    await domains.do(returned.reference, "claim", CLERK)
    await domains.do(returned.reference, "approve", CLERK, reason="work_done", reply={"template": "work_done"})
    closed = await domains.do(returned.reference, "close", CLERK, requested_by="applicant", way="phone")
    await domains.settled(closed)
    assert on_record(domains, returned.reference) == {"stage": "closed", "outcome": "done", "reopens": 1}


@pytest.mark.parametrize(
    ("service", "section", "arrived", "due"),
    [
        ("pothole", "streets", "2026-11-24T10:00-06:00", "2026-12-05T00:00-06:00"),  # Thanksgiving counts as a weekday
        ("pothole", "streets", "2026-11-21T23:00-06:00", "2026-12-04T00:00-06:00"),  # from a weekend, as on Monday
        ("refuse_missed", "refuse", "2026-11-24T16:59-06:00", "2026-11-28T00:00-06:00"),
        ("refuse_missed", "refuse", "2026-11-24T17:00-06:00", "2026-12-01T00:00-06:00"),  # as on the next morning
        ("street_light_out", "lights", "2026-11-24T17:00-06:00", "2026-11-28T00:00-06:00"),
    ],
)
def test_the_city_promises_the_end_of_a_weekday(service: str, section: str, arrived: str, due: str) -> None:
    policy = case_policy(load_pack(PROJECT / "policies" / "city"), service)
    promise = policy.promise(ClockKind.RESOLUTION, Priority.NORMAL)
    assert promise.days
    counted = policy.end_of_days(promise, promise.days, datetime.fromisoformat(arrived))
    assert counted == datetime.fromisoformat(due)


async def test_what_was_taken_down_last_week_is_due_as_it_was_said_then(domains: System) -> None:
    said = datetime.now(UTC) - timedelta(days=6)
    report = to_the_city("traffic_sign", "lights", place="Elm Street") | {"submitted_at": said.isoformat()}
    receipt = await domains.submit(**report)
    policy = case_policy(load_pack(domains.config.policies / "city"), "traffic_sign")
    promise = policy.promise(ClockKind.RESOLUTION, Priority.NORMAL)
    assert promise.days == 30
    assert receipt.due == policy.end_of_days(promise, 30, said)


async def test_danger_in_the_words_of_a_report_goes_to_the_top(domains: System) -> None:
    report = to_the_city("street_light_damaged", "lights", place="Elm Street")
    receipt = await domains.submit(**(report | {"text_en": "There is a live wire on the sidewalk."}))
    seen = await domains.view(receipt.reference)
    assert seen.row.priority is Priority.URGENT
    assert seen.assessment and "danger" in seen.assessment.flags


async def test_a_second_pothole_elsewhere_is_a_case_of_its_own(domains: System) -> None:
    first = to_the_city("pothole", "streets", place="Elm Street 7")
    one = await domains.submit(**first)
    two = await domains.submit(**(first | {"context": {"place": "Oak Street 12"}}))
    assert (one.stage, two.stage) == (Stage.QUEUED, Stage.QUEUED)
    assert one.reference != two.reference


async def test_a_report_is_taken_back_by_who_answers_the_telephone(domains: System) -> None:
    receipt = await domains.submit(**to_the_city("refuse_missed", "refuse", place="Elm Street 7"))
    taken = await domains.do(receipt.reference, "withdraw_for", CLERK, requested_by="applicant", way="phone")
    assert taken.outcome is Outcome.WITHDRAWN
