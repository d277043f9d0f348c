"""Other domains from data alone, on real servers: a pack just begun and the pack of a city, from intake to closing."""

import functools
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from activities.packs import load_pack
from bench.packs import copy_packs
from commands.admin.pack_folder import write_pack
from models.calendar.working import compile_calendar
from models.case.commands import BENEFICIARY, Actor
from models.case.state import Receipt
from models.codes import ClockKind, Outcome, Priority, Role, Stage
from models.intake.form import IntakeForm
from models.intake.request import read_request
from models.packs.derive import case_policy
from models.packs.pack import forms_of
from settings import PROJECT
from tests.support.requests import wire_request
from tests.support.system import System, eventually, running, wakeful_policies

pytestmark = pytest.mark.timeout(300)

CLERK = Actor(id="clerk", role=Role.OFFICER, teams=("desk", "streets", "refuse", "water", "service_desk"))


@pytest.fixture(scope="module")
async def domains(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    """A system with all packs, and one that was just begun."""
    folder = tmp_path_factory.mktemp("domains")
    policies = copy_packs(folder / "policies", {}, wakeful_policies())
    write_pack("libraries", "Africa/Cairo", policies)
    async with running(folder / "home", policies=policies) as system:
        yield system


def to_libraries() -> dict[str, Any]:
    """A request under the pack that was just begun, as changes of `wire_request`."""
    person = {"type": "resident", "id_type": "employee_number", "id_number": f"R-{datetime.now(UTC):%H%M%S%f}"}
    return _request("libraries_portal", "general", "request", "request", {}) | {"applicant": person}


def to_the_city(service: str, section: str, **context: Any) -> dict[str, Any]:
    """The same under the pack of the city, of somebody who says nothing of themselves."""
    return _request("city_portal", section, service, "report", context)


def _request(channel: str, section: str, service: str, kind: str, context: dict[str, Any]) -> dict[str, Any]:
    names = {"channel": channel, "section": section, "service": service, "seed_kind": kind, "lang": "en"}
    empty: dict[str, Any] = {
        "prior_attempt": None,
        "on_behalf_of": None,
        "attachments": [],
        "text_ar": None,
        "text_en": "Please help.",
    }
    return {**names, **empty, "applicant": {"type": "resident"}, "context": context, "subject": "Please help"}


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


@functools.cache
def city_form() -> dict[str, IntakeForm]:
    """What requests to the city may say, by channel."""
    return forms_of({"city": load_pack(PROJECT / "policies" / "city")})


async def reported(domains: System, report: dict[str, Any]) -> Receipt:
    """File a report to the city; returns its receipt."""
    request = read_request(wire_request(id=f"C-{uuid.uuid4().hex[:12]}", **report), forms=city_form())
    receipt = await domains.open(request)
    assert isinstance(receipt, Receipt)
    return receipt


TEMPLATES = "SELECT template FROM notice WHERE reference = %s"


def on_record(domains: System, reference: str) -> dict[str, Any]:
    """How a case stands in the records."""
    [row] = domains.rows("SELECT stage, outcome, reopens FROM case_row WHERE reference = %s", reference)
    return row


async def test_a_report_to_a_city_lives_from_a_missing_place_to_its_closing(domains: System) -> None:
    returned = await reported(domains, to_the_city("pothole", "streets"))
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
    receipt = await reported(domains, report)
    policy = case_policy(load_pack(domains.config.policies / "city"), "traffic_sign")
    promise = policy.promise(ClockKind.RESOLUTION, Priority.NORMAL)
    assert promise.days == 30
    assert receipt.due == policy.end_of_days(promise, 30, said)


async def test_danger_in_the_words_of_a_report_goes_to_the_top(domains: System) -> None:
    report = to_the_city("street_light_damaged", "lights", place="Elm Street")
    receipt = await reported(domains, report | {"text_en": "There is a live wire on the sidewalk."})
    seen = await domains.view(receipt.reference)
    assert seen.row.priority is Priority.URGENT
    assert seen.assessment and "danger" in seen.assessment.flags


async def test_danger_without_a_place_goes_to_a_person_at_once(domains: System) -> None:
    report = to_the_city("pothole", "streets") | {"lang": "es", "text_en": None, "text": "Huele a gas en la calle."}
    receipt = await reported(domains, report)
    seen = await domains.view(receipt.reference)
    assert (receipt.stage, seen.row.priority) == (Stage.QUEUED, Priority.URGENT)
    assert seen.assessment and {"danger", "place_unknown"} <= set(seen.assessment.flags)


async def test_two_anonymous_reports_of_one_pothole_are_one(domains: System) -> None:
    first = await reported(domains, to_the_city("pothole", "streets", place="Birch Street 3"))
    await domains.settled(first)
    again = to_the_city("pothole", "streets", place="BIRCH street, 3") | {"text_en": "A deep hole broke my axle."}
    second = await reported(domains, again)
    assert (first.stage, second.stage, second.outcome) == (Stage.QUEUED, Stage.CLOSED, Outcome.MERGED)
    seen = await domains.view(second.reference)
    assert seen.assessment and seen.assessment.link == first.reference


@pytest.mark.parametrize(
    "more",
    [
        {"attachments": [{"file_name": "hole.jpg", "kind": "photo"}]},
        {"text_en": "The hole lays bare a live wire."},
    ],
)
async def test_what_the_first_report_did_not_show_goes_to_a_person(more: dict[str, Any], domains: System) -> None:
    place = f"Cedar Street, by {next(iter(more))}"
    first = await reported(domains, to_the_city("pothole", "streets", place=place))
    await domains.settled(first)
    second = await reported(domains, to_the_city("pothole", "streets", place=place) | more)
    seen = await domains.view(second.reference)
    assert (second.stage, seen.assessment and seen.assessment.alike) == (Stage.QUEUED, (first.reference,))
    assert seen.assessment and "reported_before" in seen.assessment.flags


async def test_a_second_pothole_elsewhere_is_a_case_of_its_own(domains: System) -> None:
    one = await reported(domains, to_the_city("pothole", "streets", place="Elm Street 7"))
    await domains.settled(one)
    two = await reported(domains, to_the_city("pothole", "streets", place="Oak Street 12"))
    assert (one.stage, two.stage) == (Stage.QUEUED, Stage.QUEUED)
    assert one.reference != two.reference


async def test_of_a_report_without_a_place_nobody_knows_and_a_person_looks_and_joins(domains: System) -> None:
    first = await reported(domains, to_the_city("pothole", "streets", place="Maple Street 9"))
    nowhere = [await reported(domains, to_the_city("pothole", "streets")) for _ in range(2)]
    assert [each.stage for each in nowhere] == [Stage.AWAITING_BENEFICIARY] * 2, "neither is taken for the other"
    reference = nowhere[0].reference
    seen = await domains.view(reference)
    assert seen.assessment and "place_unknown" in seen.assessment.flags
    answered = await domains.do(reference, "reply", BENEFICIARY, text="Maple Street, before number 9")
    assert answered.stage is Stage.REPLIED
    await domains.settled(answered)
    await domains.do(reference, "claim", CLERK)
    assert (await domains.do(reference, "merge", CLERK, into=first.reference)).outcome is Outcome.MERGED


@pytest.mark.parametrize(
    ("known", "applicant", "channels"),
    [
        ("by e-mail", {"type": "resident", "email": "r.sample@example.com"}, {"portal", "email"}),
        ("by a number of the country", {"type": "resident", "mobile": "(314) 555-0142"}, {"portal"}),
        ("not at all", {"type": "visitor"}, {"portal"}),
    ],
)
async def test_whoever_reports_to_the_city_is_taken_and_told_in_their_language(
    known: str, applicant: dict[str, str], channels: set[str], domains: System
) -> None:
    report = to_the_city("pothole", "streets", place=f"Ash Street, {known}") | {"lang": "es", "applicant": applicant}
    receipt = await reported(domains, report)
    assert receipt.stage is Stage.QUEUED
    await domains.do(receipt.reference, "claim", CLERK)
    await domains.do(receipt.reference, "approve", CLERK, reason="work_done", reply={"template": "work_done"})
    find = "SELECT channel, body FROM notice WHERE reference = %s AND template = 'result' AND status = 'sent'"

    async def all_told() -> bool:
        return {row["channel"] for row in domains.rows(find, receipt.reference)} == channels

    await eventually(all_told)
    for row in domains.rows(find, receipt.reference):
        assert "Se ha atendido lo que usted nos comunicó" in bytes(row["body"]).decode()


async def test_a_report_is_taken_back_by_who_answers_the_telephone(domains: System) -> None:
    receipt = await reported(domains, to_the_city("refuse_missed", "refuse", place="Elm Street 7"))
    taken = await domains.do(receipt.reference, "withdraw_for", CLERK, requested_by="applicant", way="phone")
    assert taken.outcome is Outcome.WITHDRAWN
