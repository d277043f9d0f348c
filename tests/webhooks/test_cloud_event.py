"""What subscribers are told: the same bytes for the same event, and no more than their scope may see."""

import json
from datetime import timedelta

import pytest
from pydantic import ValidationError

from models.case.state import CaseState
from models.codes import Role, WebhookScope
from models.webhooks.cloud_event import EventTold, cloud_event, key_of
from models.webhooks.subscriber import EVENT_TYPES, Subscriber
from models.webhooks.told import TOLD
from tests.support.simulation import Case
from workflows.case.evolve import fold

STAFF_ONLY = {"stage", "team", "role"}


def told_of(case: Case, seq: int, **changes: object) -> EventTold:
    event = case.events[seq - 1]
    about = {"reference": case.state.reference, "pack": "test", "service": "a_service", "channel": "muqeem"}
    said = {"seq": event.seq, "at": event.at, "type": event.body.type, "role": event.actor.role}
    return EventTold(key=key_of(case.state.reference, seq, b"\x12\x34\x56\x78\x9a"), **about | said | changes)


def after(case: Case, seq: int) -> CaseState:
    begun = CaseState(reference=case.state.reference, policy=case.opened_under)
    return fold(begun, case.events[:seq])


@pytest.fixture
def decided() -> Case:
    case = Case().claim()
    case.approve()
    return case


def test_the_envelope_is_a_cloud_event_with_the_id_of_the_event(decided: Case) -> None:
    last = len(decided.events)
    said = json.loads(cloud_event(told_of(decided, last), after(decided, last), WebhookScope.STAFF, "default").text)
    data = said.pop("data")
    at = data["at"]
    assert said == {
        "specversion": "1.0",
        "id": f"TW-TEST-TEST-TEST-0.{last}.12345678",
        "source": "urn:tawasul:default",
        "type": "tawasul.case.resolved.v1",
        "subject": "TW-TEST-TEST-TEST-0",
        "time": at,
        "datacontenttype": "application/json",
        "sequence": f"{last:010}",
    }
    assert (data["status"], data["outcome"], data["role"]) == ("processed", "obstacle_removed", Role.OFFICER)


@pytest.mark.parametrize("scope", WebhookScope)
def test_each_scope_sees_what_is_its_own(scope: WebhookScope, decided: Case) -> None:
    last = len(decided.events)
    data = json.loads(cloud_event(told_of(decided, last), after(decided, last), scope, "default").text)["data"]
    assert STAFF_ONLY & data.keys() == (STAFF_ONLY if scope is WebhookScope.STAFF else set())


def test_status_is_as_it_was_after_the_event_whatever_has_happened_since(decided: Case) -> None:
    kinds = [
        (each.body.type, cloud_event(told_of(decided, each.seq), after(decided, each.seq), WebhookScope.STAFF, "d"))
        for each in decided.events
    ]
    status = {kind: said.data.status for kind, said in kinds}
    assert status["claimed"] == "under_processing" and status["resolved"] == "processed"


def test_the_outcome_of_a_reply_that_can_be_recalled_is_not_told_to_beneficiaries() -> None:
    case = Case(recall=timedelta(minutes=5)).claim()
    case.approve()
    last = len(case.events)
    said = cloud_event(told_of(case, last), after(case, last), WebhookScope.BENEFICIARY, "default").data
    assert (said.status, said.outcome) == ("under_processing", None)


def test_of_a_case_that_was_erased_only_what_is_in_clear_is_told() -> None:
    said = cloud_event(told_of(Case(), 1), None, WebhookScope.STAFF, "default").data
    assert (said.status, said.outcome, said.stage, said.team) == (None, None, None, None)
    assert said.type == "opened"


def test_another_story_under_the_same_number_has_another_id() -> None:
    assert key_of("TW-1", 3, b"\x01" * 32) != key_of("TW-1", 3, b"\x02" * 32)


def test_beneficiaries_are_told_of_events_that_there_are() -> None:
    assert {*TOLD} < {*EVENT_TYPES}


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", "Registry"), ("name", "a b"), ("secrets", ()), ("types", ("claimed",)), ("types", ("dreamt",))],
)
def test_a_subscriber_that_makes_no_sense_is_refused(field: str, value: object) -> None:
    said = {"name": "registry", "url": "https://registry.example/", "secrets": ("one",)}
    Subscriber(**said)
    with pytest.raises(ValidationError):
        Subscriber(**said | {field: value})
