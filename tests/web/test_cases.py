"""A case over HTTP: its beneficiary's channel follows and moves it, and staff give commands that they have signed."""

import asyncio
import uuid
from typing import Any

import httpx

from activities.records.database import connect
from models.case.commands import Actor
from models.trust.statement import CaseAddress, Said, signed
from tests.support.simulation import LAYLA, OMAR
from tests.support.system import APPROVAL, command
from tests.support.web import Api, new_request
from tests.web.test_access import town_key

__all__ = ["town_key"]


async def filed(api: Api, **changes: Any) -> str:
    """The reference of a new case."""
    answer = await api.file(new_request(f"web-{uuid.uuid4().hex[:12]}", **changes))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["reference"])


async def tell(api: Api, reference: str, kind: str, key: str = "", **said: Any) -> httpx.Response:
    """What a beneficiary says, through their channel."""
    headers = {"Idempotency-Key": key or uuid.uuid4().hex} | said.pop("headers", {})
    return await api.ask("POST", f"/v1/cases/{reference}/{kind}", json=said, headers=headers)


async def order(api: Api, reference: str, kind: str, actor: Actor = OMAR, **more: Any) -> httpx.Response:
    """A command of staff, signed with the key of their session."""
    headers, permit = more.pop("headers", {}), more.pop("permit", None)
    message = api.system.signed(reference, command(kind, actor, **more))
    shown = permit or api.permit(api.system.signer(actor), why="a trial")
    return await api.ask("POST", f"/v1/cases/{reference}/commands", json=message, permit=shown, headers=headers)


def looks(api: Api, query: str, *about: str) -> list[dict[str, Any]]:
    """Views on record, by the role that staff read by."""
    with connect(api.system.stack.desk_url) as connection:
        return connection.execute(query.encode(), about).fetchall()


async def told(api: Api, reference: str) -> dict[str, Any]:
    """What the beneficiary's channel is told of a case, once everything before is on record."""
    await api.system.caught_up(reference)
    answer = await api.ask("GET", f"/v1/cases/{reference}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["etag"] == f'"{answer.json()["seq"]}"'
    return dict(answer.json())


async def test_a_whole_life(api: Api) -> None:
    reference = await filed(api)
    status = await told(api, reference)
    assert (status["status"], status["outcome"], status["asked"]) == ("under_processing", None, [])
    assert (await order(api, reference, "claim")).json()["stage"] == "in_review"
    asked = await order(
        api,
        reference,
        "ask",
        reason="documents_missing",
        documents=["payment_receipt"],
        reply={"text": "أرفقوا الإيصال"},
    )
    assert asked.status_code == 200, asked.text
    status = await told(api, reference)
    assert status["status"] == "returned_to_applicant"
    assert [(each["kind"], each["what"], each["arrived_at"]) for each in status["asked"]] == [
        ("document", "payment_receipt", None)
    ]
    assert status["asked"][0]["text"]["ar"] == "أرفقوا الإيصال"
    receipt = {"file_name": "receipt.pdf", "kind": "payment_receipt"}
    replied = await tell(api, reference, "reply", text="مرفق", attachments=[receipt])
    assert replied.status_code == 200 and replied.json()["status"] == "returned_from_applicant"
    assert (await order(api, reference, "approve", **APPROVAL)).json()["stage"] == "resolved"
    status = await told(api, reference)
    assert (status["status"], status["outcome"]) == ("processed", "obstacle_removed")
    assert status["reply"]["ar"] == "تمت معالجة الملاحظة"
    assert (await tell(api, reference, "rate", score=5)).status_code == 200
    assert (await tell(api, reference, "reopen", text="ظهر الخطأ نفسه")).json()["status"] == "under_processing"
    assert (await tell(api, reference, "withdraw")).json()["outcome"] == "withdrawn"
    late = await tell(api, reference, "reply", text="بعد")
    assert (late.status_code, late.json()["code"]) == (409, "not_open") and late.json()["outcome"] == "withdrawn"


async def test_the_same_command_again_changes_nothing_and_gives_its_first_receipt(api: Api) -> None:
    reference, key = await filed(api), uuid.uuid4().hex
    first = await tell(api, reference, "withdraw", key)
    assert (await tell(api, reference, "withdraw", key)).json() == first.json()
    assert (await tell(api, reference, "withdraw")).status_code == 409


async def test_nobody_decides_on_what_they_have_not_seen(api: Api) -> None:
    reference = await filed(api)
    seen = (await told(api, reference))["seq"]
    match = {"If-Match": f'"{seen}"'}
    assert (await order(api, reference, "claim", headers=match, expected_seq=seen)).status_code == 200
    late = await order(api, reference, "approve", headers=match, expected_seq=seen, **APPROVAL)
    assert (late.status_code, late.json()["code"]) == (412, "changed_since")
    assert (await tell(api, reference, "withdraw", headers=match)).status_code == 412
    now = (await told(api, reference))["seq"]
    match = {"If-Match": f'"{now}"'}
    assert (await order(api, reference, "approve", headers=match, expected_seq=now, **APPROVAL)).status_code == 200


async def test_of_two_who_have_seen_the_same_one_alone_is_taken(api: Api) -> None:
    """The case decides, in its turn: no look at the records before could tell the two apart."""
    reference = await filed(api)
    seen = (await told(api, reference))["seq"]
    notes = (
        order(api, reference, "note", officer, text="ملاحظة", expected_seq=seen)
        for officer in (OMAR, LAYLA, OMAR, LAYLA, OMAR, LAYLA)
    )
    codes = sorted(answer.status_code for answer in await asyncio.gather(*notes))
    assert codes == [200, 412, 412, 412, 412, 412]


async def test_a_signed_command_says_itself_what_was_seen(api: Api) -> None:
    reference = await filed(api)
    refused = await order(api, reference, "claim", headers={"If-Match": '"2"'})
    assert (refused.status_code, refused.json()["code"]) == (422, "wrong_usage")
    assert (await tell(api, reference, "withdraw", headers={"If-Match": "yesterday"})).status_code == 422
    assert (await tell(api, reference, "withdraw", headers={"If-Match": "*"})).status_code == 200


async def test_a_channel_is_told_no_name_of_staff_when_its_beneficiary_is_refused(api: Api) -> None:
    reference = await filed(api)
    await order(api, reference, "claim", OMAR)
    await order(api, reference, "approve", OMAR, **APPROVAL)
    refused = await tell(api, reference, "reply", text="بعد")
    assert refused.status_code == 409
    assert "omar" not in refused.text and not {"by", "holder", "person", "team", "step"} & set(refused.json())


async def test_a_version_that_is_known_is_not_sent_again(api: Api) -> None:
    reference = await filed(api)
    seen = (await api.ask("GET", f"/v1/cases/{reference}")).headers["etag"]
    known = await api.ask("GET", f"/v1/cases/{reference}", headers={"If-None-Match": seen})
    assert (known.status_code, known.content, known.headers["etag"]) == (304, b"", seen)


async def test_a_refusal_has_its_code_and_fields(api: Api) -> None:
    reference = await filed(api)
    await order(api, reference, "claim")
    await order(api, reference, "approve", **APPROVAL)
    again = await order(api, reference, "reject", LAYLA, **APPROVAL)
    assert again.status_code == 409
    assert {"code": "already_decided", "by": "omar", "outcome": "obstacle_removed"}.items() <= again.json().items()
    unknown = await tell(api, reference, "rate", score=9)
    assert [each["pointer"] for each in unknown.json()["errors"]] == ["/score"]


async def test_what_staff_have_not_signed_is_not_given(api: Api) -> None:
    reference = await filed(api)
    signer, place = api.system.signer(OMAR), CaseAddress(api.system.config.namespace, reference)
    honest = command("claim", OMAR).model_dump(mode="json")
    elsewhere = CaseAddress(place.namespace, await filed(api))
    permit = api.permit(signer, why="a trial")
    director = honest | {"actor": {**honest["actor"], "role": "director"}}
    forged = {
        "unsigned": (honest, 422),
        "of another case": (signed(signer, elsewhere, Said.COMMAND, honest), 403),
        "changed afterwards": (signed(signer, place, Said.COMMAND, honest) | {"command_id": "another-one"}, 403),
        "with another role": (signed(signer, place, Said.COMMAND, director), 403),
        "by the channel": (signed(api.system.signers.channel(), place, Said.COMMAND, honest), 403),
    }
    for how, (message, status) in forged.items():
        answer = await api.ask("POST", f"/v1/cases/{reference}/commands", json=message, permit=permit)
        assert answer.status_code == status, (how, answer.text)
    assert await api.system.types(reference) == ["opened", "assessed"]
    other = await order(api, reference, "claim", permit=api.permit(api.system.signer(LAYLA), why="a trial"))
    assert (other.status_code, other.json()["code"]) == (403, "not_authorised")


async def test_a_channel_gives_no_command_of_staff_and_staff_none_of_a_beneficiary(api: Api) -> None:
    reference = await filed(api)
    as_channel = await order(api, reference, "claim", permit=api.permit())
    assert (as_channel.status_code, as_channel.json()["code"]) == (403, "missing_scope")
    permit = api.permit(api.system.signer(OMAR), why="a trial")
    key = {"Idempotency-Key": uuid.uuid4().hex}
    as_staff = await api.ask("POST", f"/v1/cases/{reference}/withdraw", json={}, permit=permit, headers=key)
    assert (as_staff.status_code, as_staff.json()["code"]) == (403, "missing_scope")


async def test_of_another_channel_s_case_nothing_is_said(api: Api, town_key: Any) -> None:
    reference, permit = await filed(api), api.permit(town_key)
    key = {"Idempotency-Key": uuid.uuid4().hex}
    for answer in (
        await api.ask("GET", f"/v1/cases/{reference}", permit=permit),
        await api.ask("POST", f"/v1/cases/{reference}/withdraw", json={}, permit=permit, headers=key),
        await api.ask("GET", "/v1/cases/TW-0000-0000-0000-0", permit=permit),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_case")


async def test_staff_see_the_file_of_a_case_with_numbers_masked_and_a_view_left(api: Api) -> None:
    number = new_request()["applicant"]["id_number"]
    reference = await filed(api, applicant__id_number=number)
    permit = api.permit(api.system.signer(OMAR), why="the morning list")
    answer = await api.ask("GET", f"/v1/cases/{reference}/file", permit=permit)
    assert answer.status_code == 200 and answer.headers["etag"]
    assert answer.json()["request"]["applicant"]["name_ar"] and number not in answer.text
    views = looks(api, 'SELECT by, verb, why FROM "view" WHERE reference = %s', reference)
    assert views == [{"by": "omar", "verb": "look", "why": "the morning list"}]
    assert (await api.ask("GET", f"/v1/cases/{reference}/file")).status_code == 403
