"""Privacy: no personal string in ids, search attributes, errors, logs, metrics or refusals.

Payloads may hold them: histories are as well guarded as the records. Logs are read at INFO, one level below what a
worker prints; at DEBUG the SDK prints whole payloads.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from typing import Any

import httpx
import psycopg
import pytest
from google.protobuf.json_format import MessageToDict

from errors import Refused
from models.case.commands import BENEFICIARY
from models.intake.request import Request
from stack.ports import free_port
from tests.case.running.test_life import ASK
from tests.support.requests import wire_request
from tests.support.servers.gateways import FakeHttpGateway, http_gateway
from tests.support.system import System, an_iqama, command, eventually, running
from tests.support.terminal import tawasul
from workflows.case.running import search_attributes

NAME_AR, NAME_EN = "كناري بن سري التجريبي", "Kanari Sirri Altajribi"
MOBILE, EMAIL, TEXT = "+966512349999", "kanari@example.com", "سر لا يخرج من البيت"
WORDS = (NAME_AR, NAME_EN, MOBILE, MOBILE[1:], "0" + MOBILE[4:], EMAIL, TEXT)
PAYLOADS = ("input", "result", "details", "payload", "payloads", "output", "summary", "args", "header", "userMetadata")


@pytest.fixture(scope="module")
async def seen(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[System, FakeHttpGateway]]:
    """A system with metrics and an SMS gateway that refuses each message and echoes it in the answer."""
    folder = tmp_path_factory.mktemp("privacy")
    with http_gateway() as gateway:
        gateway.otherwise, gateway.echoes = 400, True
        metrics = f"127.0.0.1:{free_port()}"
        async with running(folder / "home", sms_url=gateway.url, metrics=metrics) as system:
            yield system, gateway


def canary(system: System) -> tuple[Request, tuple[str, ...]]:
    """A request full of strings that must not leak, and all of these."""
    number = an_iqama()
    request = system.request(
        applicant__name_ar=NAME_AR,
        applicant__name_en=NAME_EN,
        applicant__id_number=number,
        applicant__mobile=MOBILE,
        applicant__email=EMAIL,
        subject_ar=TEXT,
        text_ar=f"{wire_request()['text_ar']} {TEXT}",
        text_en=f"{wire_request()['text_en']} {TEXT}",
    )
    return request, (*WORDS, number)


def outside_payloads(value: Any) -> Iterable[str]:
    """Every string of a history that encryption of payloads would leave readable."""
    if isinstance(value, dict):
        for name, each in value.items():
            if name not in PAYLOADS:
                yield name
                yield from outside_payloads(each)
    elif isinstance(value, list):
        for each in value:
            yield from outside_payloads(each)
    else:
        yield str(value)


def found(secrets: Iterable[str], text: str) -> list[str]:
    return [secret for secret in secrets if secret in text]


async def live(system: System, request: Request) -> None:
    """A whole case in which everybody writes personal strings."""
    reference = request.reference
    await system.open(request)
    await system.do(reference, "claim", sent_at=None)
    await system.do(reference, "note", text=TEXT)
    await system.handle(reference).signal("approve", {"kind": "approve", "reason": TEXT, "note": NAME_AR})
    await system.do(reference, "ask", **ASK | {"reply": {"text": TEXT}, "questions": (NAME_AR,)})
    await system.do(reference, "reply", BENEFICIARY, text=TEXT)
    await system.approve(reference, reply={"text": TEXT}, note=NAME_AR)
    await system.do(reference, "rate", BENEFICIARY, score=5, comment=TEXT)
    await system.end(reference)


async def test_nothing_personal_is_outside_the_payloads_of_a_case(
    seen: tuple[System, FakeHttpGateway], caplog: pytest.LogCaptureFixture
) -> None:
    system, gateway = seen
    request, secrets = canary(system)
    with caplog.at_level(logging.INFO):
        await live(system, request)
    assert gateway.received and found((MOBILE,), gateway.received[0].body.decode())
    history = await system.handle(request.reference).fetch_history()
    events = [MessageToDict(event) for event in history.events]
    readable = "\n".join(outside_payloads(events))
    assert request.reference in readable and "notice_permanent" in readable
    assert found(secrets, readable) == []
    assert found(secrets, caplog.text) == []
    described = await system.handle(request.reference).describe()
    attributes = {key.name: described.typed_search_attributes.get(key) for key in search_attributes.ALL}
    assert attributes["CaseService"] and found(secrets, repr(attributes)) == []
    async with httpx.AsyncClient() as client:
        page = (await client.get(f"http://{system.config.metrics}/metrics")).text
    assert "temporal_activity_execution_failed" in page and found(secrets, page) == []


@pytest.mark.parametrize(
    "breaking",
    [
        "ALTER TABLE case_event ADD CONSTRAINT broken CHECK (type <> 'noted') NOT VALID",
        "ALTER TABLE notice ADD CONSTRAINT broken CHECK (length(body) < 1) NOT VALID",
    ],
)
async def test_a_statement_that_fails_says_nothing_to_history_or_logs(
    seen: tuple[System, FakeHttpGateway], caplog: pytest.LogCaptureFixture, breaking: str
) -> None:
    system, _ = seen
    request, secrets = canary(system)
    with psycopg.connect(system.stack.migration_url, autocommit=True) as owner, caplog.at_level(logging.INFO):
        owner.execute(breaking)
        try:
            await system.open(request)
            await system.do(request.reference, "claim")
            await system.do(request.reference, "note", text=TEXT)
            await eventually(lambda: is_logged(caplog, "constraint broken"))
        finally:
            owner.execute(breaking.split(" ADD ", maxsplit=1)[0] + " DROP CONSTRAINT broken")
    history = await system.handle(request.reference).fetch_history()
    readable = "\n".join(outside_payloads([MessageToDict(event) for event in history.events]))
    assert found(secrets, caplog.text) == []
    assert found(secrets, readable) == []


async def is_logged(caplog: pytest.LogCaptureFixture, text: str) -> bool:
    return text in caplog.text


async def test_refusals_and_errors_of_the_command_line_repeat_nothing(seen: tuple[System, FakeHttpGateway]) -> None:
    system, _ = seen
    request, secrets = canary(system)
    await system.open(request)
    environ = system.stack.environment
    with pytest.raises(Refused) as refused:
        await system.give(request.reference, command("confirm", note=TEXT))
    assert found(secrets, str(refused.value)) == []
    changed = request.model_copy(update={"text_ar": TEXT + "!"})
    for arguments, stdin in (
        (("submit", "-"), changed.model_dump_json()),
        (("submit", "-"), changed.model_dump_json().replace(str(request.applicant.id_number), "2990000000")),
        (("confirm", request.reference, "--as", "salma", "--note", TEXT), ""),
        (("reply", request.reference, "--text", TEXT), ""),
    ):
        ended = await asyncio.to_thread(tawasul, *arguments, environ=environ, stdin=stdin)
        assert ended.code not in (0, 1), ended
        assert found(secrets, ended.out + ended.err) == []
