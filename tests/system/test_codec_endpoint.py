"""The codec endpoint unseals for those who may see the case, whoever asks; each look leaves a view."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from temporalio.api.common.v1 import Payload

from activities import staff
from activities.keys.case_keys import case_keys_of
from activities.keys.endpoint import COOKIE, as_json, serving
from activities.records.database import connect
from client import of_case
from commands.common import codec_readers
from commands.common.codec_readers import CodecReaders
from models.case.commands import Actor
from models.codes import Role
from models.trust.keys import SigningKey
from models.trust.permits import make_permit
from models.trust.statement import Signatory
from tests.support.simulation import LAYLA, OMAR
from tests.support.system import System

PAGES = "http://ui.test"
TEXT = "نص لا يقرؤه إلا من يحق له"
WHY = "the case hangs"
AUDITOR = Actor(id="nadia", role=Role.AUDITOR, teams=())
NEWCOMER = Actor(id="fahad", role=Role.DIRECTOR, teams=())


@pytest.fixture
def endpoint(system: System) -> Iterator[httpx.AsyncClient]:
    """A browser at the endpoint."""
    readable = CodecReaders(system.config).readable
    with serving(case_keys_of(system.config), readable, host="127.0.0.1", port=0, origin=PAGES) as address:
        yield httpx.AsyncClient(base_url=address, trust_env=False)


def permit(system: System, actor: Actor = OMAR, minutes: float = 10, namespace: str = "default") -> str:
    until = datetime.now(UTC) + timedelta(minutes=minutes)
    return make_permit(system.signer(actor), namespace, WHY, until)


async def sealed(system: System) -> tuple[str, Payload]:
    """A case of Omar's team, and something of it that is sealed."""
    reference = (await system.submit()).reference
    (payload,) = await of_case(system.client, reference).encode([TEXT])
    return reference, payload


async def asked(endpoint: httpx.AsyncClient, shown: str, *payloads: Payload, **headers: str) -> httpx.Response:
    body = {"payloads": [as_json(each) for each in payloads]}
    given = {"Authorization": f"Bearer {shown}"} if shown else {}
    return await endpoint.post("/decode", json=body, headers=given | headers)


def views_of(system: System, reference: str) -> list[dict[str, Any]]:
    with connect(system.stack.desk_url) as connection:
        columns = "by, role, verb, cases, numbers, why"
        return connection.execute(f"SELECT {columns} FROM view WHERE reference = %s", (reference,)).fetchall()


async def test_who_may_see_a_case_reads_it_and_leaves_one_view(system: System, endpoint: httpx.AsyncClient) -> None:
    reference, payload = await sealed(system)
    moved = Payload(metadata=payload.metadata, data=payload.data[::-1])
    shown = permit(system)
    for _ in range(3):
        given = await asked(endpoint, shown, payload, moved)
        assert given.status_code == 200
    first, second = given.json()["payloads"]
    assert first != as_json(payload) and second == as_json(moved)
    assert views_of(system, reference) == [
        {"by": "omar", "role": "officer", "verb": "look", "cases": 1, "numbers": True, "why": WHY}
    ]


async def test_without_a_permit_that_holds_nothing_is_read(system: System, endpoint: httpx.AsyncClient) -> None:
    reference, payload = await sealed(system)
    stranger = Signatory(SigningKey.made(), system.signer(OMAR).token)
    until = datetime.now(UTC) + timedelta(minutes=10)
    for shown in (
        "",
        "junk",
        permit(system)[:-8],
        permit(system, minutes=-1),
        permit(system, minutes=120),
        permit(system, namespace="another"),
        make_permit(stranger, "default", WHY, until),
        make_permit(system.signers.channel(), "default", WHY, until),
    ):
        refused = await asked(endpoint, shown, payload)
        assert refused.status_code == 401 and "payloads" not in refused.json(), shown
    assert views_of(system, reference) == []


@pytest.mark.parametrize("reader", [LAYLA, AUDITOR], ids=["of another team", "of a role that sees no numbers"])
async def test_who_may_not_see_a_case_gets_it_back_sealed_and_that_is_a_view(
    system: System, endpoint: httpx.AsyncClient, reader: Actor
) -> None:
    reference, payload = await sealed(system)
    given = await asked(endpoint, permit(system, reader), payload)
    assert given.json()["payloads"] == [as_json(payload)]
    assert [(view["by"], view["cases"]) for view in views_of(system, reference)] == [(reader.id, 0)]


async def test_who_was_taken_off_the_list_reads_nothing_more(
    system: System, endpoint: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codec_readers, "STANDS", 0.0)
    _, payload = await sealed(system)
    shown = permit(system, NEWCOMER)
    assert (await asked(endpoint, shown, payload)).status_code == 200
    with connect(system.stack.admin_url) as connection:
        staff.leave(connection, NEWCOMER.id, datetime.now(UTC))
    assert (await asked(endpoint, shown, payload)).status_code == 401


async def test_other_web_pages_may_not_ask(system: System, endpoint: httpx.AsyncClient) -> None:
    _, payload = await sealed(system)
    shown = permit(system)
    ours = await asked(endpoint, shown, payload, Origin=PAGES)
    others = await asked(endpoint, shown, payload, Origin="http://elsewhere.test")
    assert ours.headers["Access-Control-Allow-Origin"] == PAGES and ours.status_code == 200
    assert others.status_code == 403 and "Access-Control-Allow-Origin" not in others.headers
    for origin, allowed in ((PAGES, True), ("http://elsewhere.test", False), ("null", False)):
        preflight = await endpoint.options("/decode", headers={"Origin": origin})
        assert ("Access-Control-Allow-Origin" in preflight.headers) is allowed


async def test_for_web_pages_a_permit_is_entered_once(system: System, endpoint: httpx.AsyncClient) -> None:
    _, payload = await sealed(system)
    assert "<form" in (await endpoint.get("/")).text
    refused = await endpoint.post("/enter", data={"permit": "junk"})
    assert refused.status_code == 401 and "Set-Cookie" not in refused.headers
    entered = await endpoint.post("/enter", data={"permit": permit(system)})
    assert entered.status_code == 200 and "HttpOnly; SameSite=Strict" in entered.headers["Set-Cookie"]
    read = await asked(endpoint, "", payload, Origin=PAGES)
    assert read.status_code == 200 and read.json()["payloads"] != [as_json(payload)]
    assert read.headers["Access-Control-Allow-Credentials"] == "true"
    endpoint.cookies.set(COOKIE, "made-up")
    assert (await asked(endpoint, "", payload)).status_code == 401


async def test_what_is_no_list_of_payloads_is_refused(system: System, endpoint: httpx.AsyncClient) -> None:
    headers = {"Authorization": f"Bearer {permit(system)}"}
    for content in (b"[]", b"{", b'{"payloads": [1]}', b'{"payloads": [{"data": "%%"}]}'):
        assert (await endpoint.post("/decode", content=content, headers=headers)).status_code == 400
