"""A case is opened by a one-time code alone; nobody learns from the pages whether there is one."""

import re
import time
from typing import Any

import httpx
import pytest

from activities.records.database import connect
from activities.reports.page_tries import end_sessions
from models.one_time_codes.code import MOST_TRIES
from tests.support.pages import NO_LIMITS, Visitor, message_to, sent_code, visiting
from tests.support.system import System, eventually
from tests.support.web import Api
from web.access.limits import CallLimits
from web.pages import finding
from web.pages.base.limits import PageLimits

LASTS = finding.LASTS
NOBODY = "TW-0000-0000-0000-0"
NOT_OPENED = "هذا الرمز لا يفتح الطلب"


def kept(system: System, query: str, reference: str) -> list[dict[str, Any]]:
    """Rows by the role that owns the records."""
    with connect(system.stack.migration_url) as connection:
        return connection.execute(query.encode(), (reference,)).fetchall()


def alike(page: str, reference: str) -> str:
    """A page without what is of its visit."""
    return re.sub(r'value="[0-9a-f]{64}"', "", page).replace(reference, "REFERENCE")


async def test_a_code_opens_its_case_once_and_only_its_hash_is_kept(visitor: Visitor) -> None:
    system = visitor.api.system
    reference = (await system.submit()).reference
    before = visitor.http.cookies.get("tawasul")
    shown = await visitor.sign_in(reference)
    assert shown.status_code == 200 and shown.url.path == "/ar/case" and reference in shown.text
    assert visitor.http.cookies.get("tawasul") not in (before, None)
    code = await sent_code(system, reference)
    (row,) = kept(system, "SELECT * FROM one_time_code WHERE reference = %s", reference)
    assert code not in str(row) and len(row["hash"]) == 32 and row["used_at"] and row["channel"] == "sms"
    async with visiting(visitor.api) as other:
        await other.get("/find")
        await other.post("/find", reference=reference)
        assert NOT_OPENED in (await other.post("/code", code=code)).text
    tries = kept(system, "SELECT outcome FROM one_time_try WHERE reference = %s ORDER BY id", reference)
    assert len(tries) == 2 and tries[0]["outcome"] == "opened" != tries[1]["outcome"]


async def test_of_a_reference_that_is_nobody_s_the_same_is_said_in_the_same_time(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "LASTS", LASTS)
    reference, took, said = (await visitor.api.system.submit()).reference, [], []
    for asked in (reference, NOBODY):
        await visitor.get("/find")
        for path, fields in (("/find", {"reference": asked}), ("/code", {"code": "000000"})):
            begun = time.monotonic()
            answer = await visitor.post(path, **fields)
            took.append(time.monotonic() - begun)
            said.append((answer.status_code, alike(answer.text, asked)))
    assert said[:2] == said[2:]
    assert min(took) >= LASTS
    assert message_to(visitor.api.system, NOBODY) is None


async def test_after_some_wrong_codes_the_right_one_opens_nothing_and_each_try_is_on_record(visitor: Visitor) -> None:
    system = visitor.api.system
    reference = (await system.submit()).reference
    await visitor.get("/find")
    await visitor.post("/find", reference=reference)
    code = await sent_code(system, reference)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _ in range(MOST_TRIES):
        assert NOT_OPENED in (await visitor.post("/code", code=wrong)).text
    assert NOT_OPENED in (await visitor.post("/code", code=code)).text
    tries = kept(system, "SELECT outcome FROM one_time_try WHERE reference = %s ORDER BY id", reference)
    assert [each["outcome"] for each in tries] == ["wrong"] * MOST_TRIES + ["none"]


async def test_a_code_is_typed_in_arabic_digits_too(visitor: Visitor) -> None:
    reference = (await visitor.api.system.submit()).reference
    await visitor.get("/find")
    await visitor.post("/find", reference=f" {reference.lower().replace('-', ' ')} ")
    code = await sent_code(visitor.api.system, reference)
    arabic = code.translate({ord(digit): 0x0660 + int(digit) for digit in "0123456789"})
    assert (await visitor.post("/code", code=f"{arabic[:3]} {arabic[3:]}")).url.path == "/ar/case"


async def test_asked_for_again_the_code_that_holds_stays_and_a_new_one_comes_when_its_time_is_over(
    visitor: Visitor,
) -> None:
    system = visitor.api.system
    reference = (await system.submit()).reference
    await visitor.get("/find")
    await visitor.post("/find", reference=reference)
    first = await sent_code(system, reference)
    await visitor.post("/find", reference=reference)
    assert len(kept(system, "SELECT 1 FROM one_time_code WHERE reference = %s", reference)) == 1
    kept(system, "UPDATE one_time_code SET until = now() WHERE reference = %s RETURNING 1", reference)
    assert NOT_OPENED in (await visitor.post("/code", code=first)).text
    await visitor.post("/find", reference=reference)

    async def made_anew() -> bool:
        return len(kept(system, "SELECT 1 FROM one_time_code WHERE reference = %s", reference)) == 2

    await eventually(made_anew)


async def test_a_session_ends_when_somebody_leaves_and_when_it_is_ended_on_the_server(visitor: Visitor) -> None:
    system = visitor.api.system
    reference = (await system.submit()).reference
    await visitor.sign_in(reference)
    token = visitor.http.cookies["tawasul"]
    with connect(system.stack.admin_url) as connection:
        assert end_sessions(connection, reference) == 1
    assert (await visitor.get("/case")).url.path == "/ar/find"
    other = (await system.submit()).reference
    await visitor.sign_in(other)
    await visitor.post("/leave")
    assert visitor.http.cookies["tawasul"] != token and (await visitor.get("/case")).url.path == "/ar/find"


async def test_a_session_is_of_one_case(visitor: Visitor) -> None:
    one, other = [(await visitor.api.system.submit()).reference for _ in range(2)]
    await visitor.sign_in(one)
    for path in (f"/case?of={other}", f"/case/letter?of={other}", f"/case?of={NOBODY}"):
        assert (await visitor.get(path)).status_code == 404
    await visitor.get("/case/withdraw")
    visitor.last = httpx.Response(200, text=visitor.page.replace('/case/withdraw"', f'/case/withdraw?of={other}"'))
    assert (await visitor.post(f"/case/withdraw?of={other}")).status_code == 404
    assert await visitor.api.system.types(other) == ["opened", "assessed"]


async def test_a_form_is_taken_only_from_a_page_of_the_same_visit(visitor: Visitor) -> None:
    await visitor.get("/find")
    fields = {"reference": NOBODY}
    from_elsewhere = await visitor.post("/find", {"sec-fetch-site": "cross-site"}, **fields)
    assert from_elsewhere.status_code == 403
    for form in ({}, {"csrf": ""}, {"csrf": "0" * 64}):
        assert (await visitor.http.post("/ar/find", data=form | fields)).status_code == 403
    async with visiting(visitor.api) as other:
        await other.get("/find")
        other.http.cookies = httpx.Cookies()
        assert (await other.post("/find", **fields)).status_code == 403
    assert (await visitor.http.post("/ar/find", json=fields)).status_code == 403


async def test_an_address_may_ask_for_some_codes_and_try_some(
    visitor: Visitor, pages: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = CallLimits(0.01, 2)
    monkeypatch.setattr(pages.backend, "page_limits", PageLimits(NO_LIMITS.looks, few, CallLimits(0.01, 1)))
    await visitor.get("/find")
    answers = [await visitor.post("/find", reference=NOBODY) for _ in range(2)]
    assert [each.status_code for each in answers] == [200, 200]
    assert (await visitor.post("/code", code="000000")).status_code == 422
    again = await visitor.post("/code", code="000000")
    await visitor.get("/find")
    refused = await visitor.post("/find", reference=NOBODY)
    assert [each.status_code for each in (again, refused)] == [429, 429] and int(refused.headers["retry-after"]) > 1


async def test_pages_load_nothing_from_elsewhere_run_no_script_and_are_not_kept(visitor: Visitor) -> None:
    answer = await visitor.get("/find")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'") and "script-src" not in policy and "unsafe" not in policy
    assert answer.headers["cache-control"] == "no-store" and answer.headers["referrer-policy"] == "no-referrer"
    assert re.findall(r"https?://|<script|\son\w+=|style=", answer.text) == []
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie


async def test_a_message_with_a_code_has_no_link_and_fits_one_sms(visitor: Visitor) -> None:
    from models.notices.sms import sms_parts, sms_problems

    reference = (await visitor.api.system.submit()).reference
    for language in ("ar", "en"):
        visitor.language = language
        await visitor.get("/find")
        await visitor.post("/find", reference=reference)
        await sent_code(visitor.api.system, reference)
    message = message_to(visitor.api.system, reference) or ""
    assert sms_parts(message) == 1 and set(sms_problems(message)) <= {"code"}
