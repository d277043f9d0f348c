"""The document for subscribers says what is sent."""

import json

import jsonschema_rs
import pytest

from models.codes import WebhookScope
from models.webhooks.asyncapi import asyncapi
from models.webhooks.cloud_event import cloud_event
from models.webhooks.subscriber import EVENT_TYPES
from settings import PROJECT
from tests.support.simulation import Case
from tests.webhooks.test_cloud_event import after, told_of

FILE = PROJECT / "docs" / "asyncapi.json"


def test_the_file_is_what_the_models_say() -> None:
    assert json.loads(FILE.read_text()) == asyncapi(), "write it: tawasul webhooks document > docs/asyncapi.json"


def test_every_type_of_event_has_a_message() -> None:
    assert [*asyncapi()["components"]["messages"]] == [*EVENT_TYPES]


def test_every_reference_leads_somewhere() -> None:
    document = asyncapi()
    for reference in _references(document):
        place = document
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]


@pytest.mark.parametrize("scope", WebhookScope)
def test_what_is_sent_is_of_the_schema_of_its_message_and_of_no_other(scope: WebhookScope) -> None:
    case = Case().claim()
    case.approve()
    document = asyncapi()
    for event in case.events:
        said = json.loads(cloud_event(told_of(case, event.seq), after(case, event.seq), scope, "default").text)
        fitting = [name for name in EVENT_TYPES if _fits(document, name, said)]
        assert fitting == [event.body.type]


def _fits(document: dict[str, object], name: str, said: object) -> bool:
    schema = {"$ref": f"#/components/messages/{name}/payload", "components": document["components"]}
    return jsonschema_rs.is_valid(schema, said)


def _references(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [each for part in value.values() for each in _references(part)]
    return [each for part in value for each in _references(part)] if isinstance(value, list) else []
