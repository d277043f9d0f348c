"""Requests filed by a plain client of Temporal, after docs/intake.md: what the first and every later filing hears."""

import asyncio
import json
from typing import Any

import pytest

from chaos.workload.plain_client import PlainClient
from models.trust.statement import CaseAddress, signed_request
from tests.intake.test_fingerprint import DOCUMENTED, PLAIN, SPELLINGS
from tests.support.system import System, an_iqama


def plain(number: str, **changes: Any) -> dict[str, Any]:
    """A request as another system has it, of a person of its own."""
    applicant = {**PLAIN["applicant"], **changes.pop("applicant", {}), "id_number": an_iqama()}
    request: dict[str, Any] = json.loads(json.dumps({**PLAIN, **changes, "id": number, "applicant": applicant}))
    return request


async def file(system: System, request: dict[str, Any], fingerprint: str | None = None) -> Any:
    """What the documented program gets, signed by the channel of the house: the receipt, or the code of the refusal."""
    client = PlainClient(lambda: system.stack.temporal_address)
    reference = DOCUMENTED["reference"](request["channel"], request["id"])
    fingerprint = fingerprint or DOCUMENTED["fingerprint"](request)
    by, place = system.signers.channel(), CaseAddress("default", reference)
    answer = await client.open(signed_request(by, place, fingerprint, request), reference, fingerprint)
    return answer["receipt"] if "receipt" in answer else answer["refused"]["code"]


async def test_a_request_in_any_spelling_is_opened_once_and_always_gets_its_receipt(system: System) -> None:
    for place, spelling in enumerate(SPELLINGS.values()):
        request = plain(f"spelling-{place}", **spelling)
        first = await file(system, request)
        assert isinstance(first, dict), spelling
        assert await file(system, request) == first
        assert await file(system, request, DOCUMENTED["fingerprint"](request).upper()) == first


async def test_a_retry_in_any_other_spelling_gets_the_receipt_of_the_first(system: System) -> None:
    request = plain("respelled")
    first = await file(system, request)
    for spelling, changes in SPELLINGS.items():
        applicant = {**changes.get("applicant", {}), "id_number": request["applicant"]["id_number"]}
        again = {**request, **changes, "applicant": {**request["applicant"], **applicant}, "id": request["id"]}
        assert await file(system, again) == first, spelling
    assert await file(system, {**request, "text_ar": "طلب آخر"}) == "conflict"
    assert await file(system, request, "0" * 64) == "conflict"


async def test_a_wrong_hash_is_named_before_anything_is_opened_and_the_right_one_opens(system: System) -> None:
    request = plain("wrong-hash")
    reference = DOCUMENTED["reference"](request["channel"], request["id"])
    assert await file(system, request, "0" * 64) == "wrong_fingerprint"
    assert system.rows("SELECT reference FROM case_row WHERE reference = %s", reference) == []
    first = await file(system, request)
    assert first["reference"] == reference and await file(system, request) == first


async def test_another_request_under_the_same_id_still_hears_a_conflict(system: System) -> None:
    request = plain("taken-id")
    first = await file(system, request)
    assert await file(system, {**request, "subject_ar": "طلب آخر"}) == "conflict"
    assert await file(system, request) == first


@pytest.mark.parametrize("spelling", ["an offset", "a local mobile"])
async def test_of_many_filings_in_one_moment_all_get_one_receipt(system: System, spelling: str) -> None:
    request = plain(f"at-once-{len(spelling)}", **SPELLINGS[spelling])
    first, *others = await asyncio.gather(*(file(system, request) for _ in range(6)))
    assert isinstance(first, dict) and others == [first] * 5
