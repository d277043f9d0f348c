"""The codec endpoint unseals for those who may see the case, whoever asks; each look leaves a view."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from temporalio.api.common.v1 import Payload

from activities import staff
from activities.keys.endpoint import COOKIE, as_json, serving
from activities.records.database import connect
from activities.records.store import Records
from activities.trust.keys import add_key, key_of_issuer, revoke_session
from commands.common.onlooker import codec_readers
from commands.common.onlooker.codec_readers import CodecReaders
from models.case.commands import Actor
from models.codes import Role
from models.trust.keys import SigningKey
from models.trust.permits import make_permit
from models.trust.statement import Signatory
from models.trust.tokens import issue
from settings import Settings
from tests.keys.test_case_keys import keys
from tests.keys.test_codec import PLAIN, codec
from tests.support.database import Database, case_of, opening_work, request
from tests.support.simulation import OMAR, STRANGER

PAGES = "http://ui.test"
WHY = "the case hangs"
AUDITOR = Actor(id="nadia", role=Role.AUDITOR, teams=())


@dataclass(frozen=True)
class House:
    """The records with an issuer of badges, people, and a case of Omar's team."""

    database: Database
    issuer: SigningKey
    reference: str

    def signatory(self, actor: Actor) -> Signatory:
        """A new session of somebody."""
        key = SigningKey.made()
        return Signatory(key, issue(self.issuer, actor.id, key.kid, datetime.now(UTC), timedelta(hours=1)))

    def permit(self, actor: Actor = OMAR, minutes: float = 10, namespace: str = "default") -> str:
        """A permit of somebody."""
        return permit_of(self.signatory(actor), minutes, namespace)

    async def sealed(self) -> Payload:
        """Something of the case."""
        (payload,) = await codec(self.reference).encode([PLAIN])
        return payload

    def views(self) -> list[dict[str, Any]]:
        """Who looked at the case."""
        with connect(self.database.desk_url) as connection:
            columns = "by, role, verb, cases, numbers, why"
            return connection.execute(f"SELECT {columns} FROM view WHERE reference = %s", (self.reference,)).fetchall()


def permit_of(signatory: Signatory, minutes: float = 10, namespace: str = "default") -> str:
    return make_permit(signatory, namespace, WHY, datetime.now(UTC) + timedelta(minutes=minutes))


@pytest.fixture
def house(database: Database, records: Records) -> House:
    issuer, since = SigningKey.made(), datetime.now(UTC) - timedelta(hours=1)
    with connect(database.admin_url) as connection:
        add_key(connection, key_of_issuer(issuer.public, since))
        for person in (OMAR, STRANGER, AUDITOR):
            staff.add(connection, staff.Member(id=person.id, name=person.id, role=person.role, teams=person.teams))
    opening = request()
    records.append(opening_work(case_of(opening), opening))
    return House(database, issuer, opening.reference)


@pytest.fixture
def endpoint(house: House) -> Iterator[httpx.AsyncClient]:
    """A browser at the endpoint."""
    readable = CodecReaders(Settings(desk_url=house.database.desk_url)).readable
    with serving(keys(None), readable, host="127.0.0.1", port=0, origin=PAGES) as address:
        yield httpx.AsyncClient(base_url=address, trust_env=False)


async def asked(endpoint: httpx.AsyncClient, shown: str, *payloads: Payload, **headers: str) -> httpx.Response:
    body = {"payloads": [as_json(each) for each in payloads]}
    given = {"Authorization": f"Bearer {shown}"} if shown else {}
    return await endpoint.post("/decode", json=body, headers=given | headers)


async def test_who_may_see_a_case_reads_it_and_leaves_one_view(house: House, endpoint: httpx.AsyncClient) -> None:
    payload = await house.sealed()
    moved = Payload(metadata=payload.metadata, data=payload.data[::-1])
    shown = house.permit()
    for _ in range(3):
        given = await asked(endpoint, shown, payload, moved)
        assert given.status_code == 200
    first, second = given.json()["payloads"]
    assert first != as_json(payload) and second == as_json(moved)
    assert house.views() == [{"by": "omar", "role": "officer", "verb": "look", "cases": 1, "numbers": True, "why": WHY}]


async def test_without_a_permit_that_holds_nothing_is_read(house: House, endpoint: httpx.AsyncClient) -> None:
    payload = await house.sealed()
    omar, unbound = house.signatory(OMAR), SigningKey.made()
    for shown in (
        "",
        "junk",
        house.permit()[:-8],
        house.permit(minutes=-1),
        house.permit(minutes=120),
        house.permit(namespace="another"),
        permit_of(Signatory(unbound, omar.token)),
        permit_of(Signatory(unbound)),
        permit_of(replace(house, issuer=unbound).signatory(OMAR)),
        house.permit(Actor(id="nobody", role=Role.DIRECTOR)),
    ):
        refused = await asked(endpoint, shown, payload)
        assert refused.status_code == 401 and "payloads" not in refused.json(), shown
    assert house.views() == []


@pytest.mark.parametrize("reader", [STRANGER, AUDITOR], ids=["of another team", "of a role that sees no numbers"])
async def test_who_may_not_see_a_case_gets_it_back_sealed_and_that_is_a_view(
    house: House, endpoint: httpx.AsyncClient, reader: Actor
) -> None:
    payload = await house.sealed()
    given = await asked(endpoint, house.permit(reader), payload)
    assert given.json()["payloads"] == [as_json(payload)]
    assert [(view["by"], view["cases"]) for view in house.views()] == [(reader.id, 0)]


@pytest.mark.parametrize("ended", ["the session", "the work"])
async def test_who_is_trusted_no_more_reads_nothing_more(
    house: House, endpoint: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, ended: str
) -> None:
    monkeypatch.setattr(codec_readers, "STANDS", 0.0)
    payload, omar = await house.sealed(), house.signatory(OMAR)
    shown = permit_of(omar)
    assert (await asked(endpoint, shown, payload)).status_code == 200
    with connect(house.database.admin_url) as connection:
        if ended == "the work":
            staff.leave(connection, OMAR.id, datetime.now(UTC))
        else:
            revoke_session(connection, omar.key.kid, "dana", datetime.now(UTC))
    assert (await asked(endpoint, shown, payload)).status_code == 401


async def test_other_web_pages_may_not_ask(house: House, endpoint: httpx.AsyncClient) -> None:
    payload = await house.sealed()
    shown = house.permit()
    ours = await asked(endpoint, shown, payload, Origin=PAGES)
    others = await asked(endpoint, shown, payload, Origin="http://elsewhere.test")
    assert ours.headers["Access-Control-Allow-Origin"] == PAGES and ours.status_code == 200
    assert others.status_code == 403 and "Access-Control-Allow-Origin" not in others.headers
    for origin, allowed in ((PAGES, True), ("http://elsewhere.test", False), ("null", False)):
        preflight = await endpoint.options("/decode", headers={"Origin": origin})
        assert ("Access-Control-Allow-Origin" in preflight.headers) is allowed


async def test_for_web_pages_a_permit_is_entered_once(house: House, endpoint: httpx.AsyncClient) -> None:
    payload = await house.sealed()
    assert "<form" in (await endpoint.get("/")).text
    refused = await endpoint.post("/enter", data={"permit": "junk"})
    assert refused.status_code == 401 and "Set-Cookie" not in refused.headers
    entered = await endpoint.post("/enter", data={"permit": house.permit()})
    assert entered.status_code == 200 and "HttpOnly; SameSite=Strict" in entered.headers["Set-Cookie"]
    read = await asked(endpoint, "", payload, Origin=PAGES)
    assert read.status_code == 200 and read.json()["payloads"] != [as_json(payload)]
    assert read.headers["Access-Control-Allow-Credentials"] == "true"
    endpoint.cookies.set(COOKIE, "made-up")
    assert (await asked(endpoint, "", payload)).status_code == 401


async def test_what_is_no_list_of_payloads_is_refused(house: House, endpoint: httpx.AsyncClient) -> None:
    headers = {"Authorization": f"Bearer {house.permit()}"}
    for content in (b"[]", b"{", b'{"payloads": [1]}', b'{"payloads": [{"data": "%%"}]}'):
        assert (await endpoint.post("/decode", content=content, headers=headers)).status_code == 400
