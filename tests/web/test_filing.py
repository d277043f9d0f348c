"""Requests filed over HTTP: each is one case however often it is sent, and every refusal says what to do."""

import asyncio
import uuid

import worker
from tests.support.system import System
from tests.support.web import Api, new_request, served


def a_number() -> str:
    return f"web-{uuid.uuid4().hex[:12]}"


async def test_a_request_is_a_case_and_its_receipt_is_the_same_again(api: Api) -> None:
    request = new_request(a_number())
    first, again = await api.file(request), await api.file(request)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    reference = first.json()["reference"]
    assert first.headers["location"] == again.headers["location"] == f"/v1/cases/{reference}"
    assert first.headers["etag"] == f'"{first.json()["seq"]}"'
    assert again.headers["idempotency-replayed"] == "true" and "idempotency-replayed" not in first.headers
    assert api.system.rows("SELECT channel FROM case_row WHERE reference = %s", reference) == [
        {"channel": request["channel"]}
    ]


async def test_the_same_in_another_spelling_is_the_same(api: Api) -> None:
    request = new_request(a_number())
    first = await api.file(request)
    other = request | {"submitted_at": request["submitted_at"].replace("Z", "+00:00"), "lang": None}
    again = await api.file(other)
    assert again.status_code == 200 and again.json() == first.json()


async def test_many_at_once_are_one_case(api: Api) -> None:
    request = new_request(a_number())
    answers = await asyncio.gather(*(api.file(request) for _ in range(5)))
    assert {each.status_code for each in answers} <= {200, 201}
    assert len({each.text for each in answers}) == 1


async def test_another_request_under_the_same_id_hears_where_it_differs_and_no_value(api: Api) -> None:
    request = new_request(a_number())
    first = await api.file(request)
    other = new_request(request["id"], applicant__name_ar="شخص آخر التجريبي", text_ar="أمر آخر")
    answer = await api.file(other)
    assert answer.status_code == 409 and answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["code"], problem["reference"]) == ("conflict", first.json()["reference"])
    assert problem["differs"] == ["/applicant/id_number", "/applicant/name_ar", "/text_ar"]
    assert "التجريبي" not in answer.text and other["applicant"]["id_number"] not in answer.text


async def test_an_idempotency_key_stands_for_an_id(api: Api) -> None:
    request = new_request()
    del request["id"]
    key = {"Idempotency-Key": a_number()}
    first, again = await api.file(request, headers=key), await api.file(request, headers=key)
    assert (first.status_code, again.status_code) == (201, 200) and first.json() == again.json()
    other = await api.file(request | {"text_ar": "أمر آخر"}, headers=key)
    assert (other.status_code, other.json()["differs"]) == (409, ["/text_ar"])


async def test_two_ids_that_differ_are_refused(api: Api) -> None:
    answer = await api.file(new_request(a_number()), headers={"Idempotency-Key": a_number()})
    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["errors"]] == ["/id"]


async def test_every_field_that_breaks_a_rule_is_named_with_what_to_do(api: Api) -> None:
    wrong = new_request(a_number(), applicant__id_number="2990000720", submitted_at="yesterday", extra=1)
    del wrong["section"]
    answer = await api.file(wrong)
    assert answer.status_code == 422
    found = {each["pointer"]: each["detail"] for each in answer.json()["errors"]}
    assert set(found) == {"/applicant/id_number", "/submitted_at", "/section", "/extra"}
    assert found["/section"] == "is required" and all(found.values())
    assert "2990000720" not in answer.text


async def test_a_channel_that_nobody_takes_is_named(api: Api) -> None:
    answer = await api.file(new_request(a_number(), channel="nowhere"))
    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["errors"]] == ["/channel"]


async def test_what_is_no_request_is_told_apart(api: Api) -> None:
    as_json = {"Content-Type": "application/json"}
    no_json = await api.ask("POST", "/v1/requests", content=b"{", headers=as_json)
    assert (no_json.status_code, no_json.json()["code"]) == (400, "bad_request")
    a_list = await api.ask("POST", "/v1/requests", json=[])
    assert (a_list.status_code, a_list.json()["code"]) == (422, "malformed")
    a_form = await api.ask("POST", "/v1/requests", data={"id": "1"})
    assert (a_form.status_code, a_form.json()["code"]) == (415, "not_json")


async def test_words_are_in_the_language_that_is_asked_for(api: Api) -> None:
    arabic = await api.file({}, headers={"Accept-Language": "ar-SA, en;q=0.5"})
    english = await api.file({}, headers={"Accept-Language": "fr, en"})
    assert arabic.json()["title"] == "في المدخلات ما لا يصح" and arabic.headers["content-language"] == "ar"
    assert english.json()["title"] == "The call breaks a rule" and english.headers["content-language"] == "en"


async def test_without_a_worker_a_request_is_stored_and_its_receipt_is_there_when_one_is_back(
    idle_system: System,
) -> None:
    request = new_request(a_number())
    async with served(idle_system) as api:
        stored = await api.file(request)
        assert stored.status_code == 202 and stored.json()["queued"] and int(stored.headers["retry-after"]) > 0
        async with worker.serving(idle_system.config):
            answer = await api.file(request)
        assert answer.status_code in {200, 201}
        assert answer.json()["reference"] == stored.json()["reference"]


async def test_a_component_that_is_away_is_named_and_the_same_may_be_sent_again(system: System) -> None:
    async with served(system, temporal_address="127.0.0.1:1") as api:
        answer = await api.file(new_request(a_number()))
        assert (answer.status_code, answer.json()["code"]) == (503, "unreachable")
        assert answer.headers["retry-after"] and "Temporal" in answer.json()["detail"]
        assert (await api.ask("GET", "/healthz", permit="")).status_code == 200
        ready = await api.ask("GET", "/readyz", permit="")
        assert (ready.status_code, ready.json()) == (503, {"ready": False, "temporal": False, "records": True})
    async with served(system, desk_url="postgresql://tawasul_desk@127.0.0.1:1/tawasul") as api:
        answer = await api.file(new_request(a_number()))
        assert (answer.status_code, answer.json()["code"]) == (503, "unreachable")
