"""Who may call: only whoever shows a permit of their own that holds, and no further than it reaches."""

from datetime import UTC, datetime

import pytest

from activities.records.database import connect
from activities.trust.keys import add_key, key_of_holder, revoke_key
from models.codes import KeyKind
from models.trust.keys import SigningKey
from models.trust.permits import CODEC
from models.trust.statement import Signatory
from tests.support.simulation import LAYLA
from tests.support.system import eventually
from tests.support.web import Api, new_request

OPEN = {"/healthz", "/readyz"}
"""What anybody may ask."""


async def test_nothing_but_health_is_answered_without_a_permit(api: Api) -> None:
    document = (await api.ask("GET", "/v1/openapi.json")).json()
    paths = {**document["paths"], "/v1/openapi.json": {"get": {}}}
    assert len(paths) > len(OPEN)
    for path, methods in paths.items():
        for method in methods:
            answer = await api.ask(method.upper(), path.replace("{", "").replace("}", ""), permit="", json={})
            assert (answer.status_code == 401) is (path not in OPEN), (method, path)
    answer = await api.ask("GET", "/v1/openapi.json", permit="")
    assert answer.headers["www-authenticate"] == "Bearer" and answer.json()["code"] == "unauthenticated"


async def test_a_permit_that_does_not_hold_is_nobodys(api: Api) -> None:
    stranger = Signatory(SigningKey.made())
    permit = api.permit()
    shown = {
        "no word of ours": "unreadable",
        permit[:-8] + "AAAAAAA=": "unreadable",
        api.permit(stranger): "unknown_key",
        api.permit(minutes=-1): "bad_token",
        api.permit(minutes=90): "bad_token",
        api.permit(program=CODEC): "bad_signature",
        api.permit(api.system.signers.channel()._replace(token="x.y.z")): "bad_token",
    }
    for each, why in shown.items():
        answer = await api.file(new_request("never-filed"), permit=each)
        assert answer.status_code == 401, why
        assert answer.json()["detail"] == f"the permit is not accepted: {why}"


async def test_a_service_of_ours_does_not_call_here(api: Api) -> None:
    service = Signatory(SigningKey.read(api.system.stack.signing_keys["service_key"]))
    assert (await api.file(new_request("never-filed"), permit=api.permit(service))).status_code == 401


async def test_a_permit_reaches_no_further_than_it_says(api: Api) -> None:
    narrow = api.permit(scopes=["cases:read", "something:else"])
    answer = await api.file(new_request("never-filed"), permit=narrow)
    assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")


async def test_staff_do_not_file_as_a_channel(api: Api) -> None:
    answer = await api.file(new_request("never-filed"), permit=api.permit(api.system.signer(LAYLA), why="a trial"))
    assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")


@pytest.fixture
def town_key(api: Api) -> Signatory:
    """The key of a caller who speaks for one channel alone."""
    key = SigningKey.made()
    with connect(api.system.stack.admin_url) as connection:
        add_key(connection, key_of_holder(KeyKind.CHANNEL, key.kid[:12], key.kid, datetime.now(UTC), ("town_desk",)))
    return Signatory(key)


async def test_a_caller_files_for_their_own_channels_until_their_key_is_revoked(api: Api, town_key: Signatory) -> None:
    permit = api.permit(town_key)
    answer = await api.file(new_request("never-filed"), permit=permit)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_authorised")
    with connect(api.system.stack.admin_url) as connection:
        revoke_key(connection, town_key.key.kid, datetime.now(UTC))

    async def refused() -> bool:
        return (await api.file(new_request("never-filed"), permit=permit)).status_code == 401

    await eventually(refused, seconds=5)
