"""Files on the pages: sent with an answer and with a new request, refused in words, dropped again, never lost."""

import asyncio
import re
from dataclasses import replace

import httpx
import pytest

from models.files.naming import hash_in
from tests.support.files import DOCX, JPEG, PDF
from tests.support.pages import NO_LIMITS, Visitor, hidden_in, visible
from tests.support.system import System, eventually
from tests.web.pages.test_cases import asked
from tests.web.pages.test_new_requests import SEND, SERVICE, typed
from web.access.limits import CallLimits

RECEIPT = "file-payment_receipt"


def on_record(system: System, reference: str) -> list[tuple[str, str, str]]:
    """The files of a case: kind, type, status."""
    rows = system.rows("SELECT kind, type, status FROM attached_file WHERE reference = %s ORDER BY number", reference)
    return [(each["kind"], each["type"], each["status"]) for each in rows]


async def settled(system: System, reference: str) -> None:
    """Wait until the files of a case are taken in."""

    async def done() -> bool:
        rows = system.rows("SELECT status, wrapped_by FROM attached_file WHERE reference = %s", reference)
        return all(each["status"] == "unscanned" and each["wrapped_by"] is None for each in rows)

    await eventually(done)


async def test_what_was_asked_for_is_sent_with_the_answer(visitor: Visitor) -> None:
    system, reference = visitor.api.system, await asked(visitor)
    await visitor.sign_in(reference)
    await visitor.get("/case/reply")
    assert "إيصال السداد موضحًا فيه المبلغ والتاريخ" in visible(visitor.page) and RECEIPT in visitor.page
    files = [(RECEIPT, ("إيصال.exe", PDF, "text/html")), ("file-other", ("صورة.jpeg", JPEG, "image/jpeg"))]
    done = await visitor.post("/case/reply", enclosed=files, text="", file_kind="photo")
    assert "استلمنا ردكم" in visible(done.text) and "إيصال.pdf" in visible(done.text)
    await settled(system, reference)
    assert on_record(system, reference) == [
        ("payment_receipt", "application/pdf", "unscanned"),
        ("photo", "image/jpeg", "unscanned"),
    ]
    replied = next(each.body for each in await system.caught_up(reference) if each.body.type == "replied")
    first, second = replied.attachments
    assert (first.file_name, first.kind, first.size_bytes) == ("إيصال.pdf", "payment_receipt", len(PDF))
    assert hash_in(first.mime) and hash_in(second.mime) and second.file_name == "صورة.jpg"
    assert "لم يصل بعد" not in visible(done.text)


async def test_what_is_refused_is_told_in_words_and_the_rest_stays(visitor: Visitor) -> None:
    system, reference = visitor.api.system, await asked(visitor)
    await visitor.sign_in(reference)
    await visitor.get("/case/reply")
    files = [
        (RECEIPT, ("receipt.pdf", b"MZ" + bytes(500_000), "application/pdf")),
        ("file-other", ("w.docx", DOCX, "")),
    ]
    refused = await visitor.post("/case/reply", enclosed=files, text="هذا الإيصال")
    assert refused.status_code == 422
    said = visible(refused.text)
    assert "نوع هذا الملف" in said and "pdf, jpg" in said and "هذا الإيصال" in refused.text
    assert "w.docx" in said and on_record(system, reference)[0][0] == "other_document"
    again = await visitor.post("/case/reply", enclosed=[(RECEIPT, ("receipt.pdf", PDF, ""))], **{"leave-0": "yes"})
    assert "استلمنا ردكم" in visible(again.text)
    replied = next(each.body for each in await system.caught_up(reference) if each.body.type == "replied")
    assert [each.kind for each in replied.attachments] == ["payment_receipt"]


async def test_no_more_files_than_a_message_has(visitor: Visitor) -> None:
    reference = await asked(visitor)
    await visitor.sign_in(reference)
    await visitor.get("/case/reply")
    files = [("file-other", (f"{number}.pdf", PDF + bytes([number]), "")) for number in range(6)]
    refused = await visitor.post("/case/reply", enclosed=files)
    assert (
        refused.status_code == 422
        and "5" in visible(refused.text)
        and len(on_record(visitor.api.system, reference)) == 5
    )


async def test_a_form_of_elsewhere_stores_nothing(visitor: Visitor) -> None:
    reference = await asked(visitor)
    await visitor.sign_in(reference)
    await visitor.get("/case/reply")
    files = [(RECEIPT, ("receipt.pdf", PDF, ""))]
    for headers, fields in (({"Sec-Fetch-Site": "cross-site"}, {}), ({}, {"csrf": "x"}), ({}, {"files": "[]x"})):
        visitor_page = visitor.last
        stale = await visitor.post("/case/reply", headers=headers, enclosed=files, **fields)
        assert stale.status_code == 403
        visitor.last = visitor_page
    names = [each for each in on_record(visitor.api.system, reference) if each[0] == "payment_receipt"]
    assert len(names) <= 1  # the last of the three was of a page of this visit, and carried what no page made


async def test_a_new_request_comes_with_its_documents(visitor: Visitor) -> None:
    system = visitor.api.system
    await visitor.get(SERVICE)
    files = [("file-other", ("خطأ.png", JPEG, "image/png"))]
    wrong = await visitor.post(SERVICE, enclosed=files, **typed(mobile=""), file_kind="error_screenshot")
    assert wrong.status_code == 422 and "خطأ.jpg" in visible(wrong.text)
    more = [("file-other", ("receipt.pdf", PDF, ""))]
    checked = await visitor.post(SERVICE, enclosed=more, **typed(), file_kind="payment_receipt")
    assert "خطأ.jpg" in checked.text and "receipt.pdf" in checked.text
    visitor.last = await visitor.http.post(
        f"/ar{SERVICE}", data=hidden_in(checked.text.split("</form>")[1]) | {"step": "change"}
    )
    assert "receipt.pdf" in visible(visitor.page)
    visitor.last = checked
    filed = await visitor.post(SEND)
    (reference,) = set(re.findall(r"TW(?:-[0-9A-Z]{4}){3}-[0-9A-Z]", filed.text))
    await system.caught_up(reference)
    await settled(system, reference)
    (row,) = system.rows("SELECT received FROM request WHERE reference = %s", reference)
    assert [each["kind"] for each in row["received"]["attachments"]] == ["error_screenshot", "payment_receipt"]
    assert [kind for kind, _, _ in on_record(system, reference)] == ["error_screenshot", "payment_receipt"]
    await visitor.sign_in(reference)
    assert "receipt.pdf" in visible(visitor.page)


async def test_documents_that_no_page_gave_are_not_filed(visitor: Visitor) -> None:
    await visitor.get(SERVICE)
    check = await visitor.post(SERVICE, **typed())
    visitor.last = check
    forged = await visitor.post(SEND, files='[{"file_name": "x.pdf", "kind": "x"}]')
    assert forged.status_code == 403


async def test_an_address_may_send_some_forms_with_files(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    reference = await asked(visitor)
    await visitor.sign_in(reference)
    narrow = replace(NO_LIMITS, files=CallLimits(1 / 60, 1))
    monkeypatch.setattr(visitor.api.backend, "page_limits", narrow)
    answers = list[httpx.Response]()
    for _ in range(2):
        await visitor.get("/case/reply")
        answers.append(await visitor.post("/case/reply", enclosed=[(RECEIPT, ("r.pdf", b"MZ" * 50, ""))]))
    assert [each.status_code for each in answers] == [422, 429] and "Retry-After" in answers[1].headers


async def test_a_form_that_is_far_too_large_is_told_on_a_page(visitor: Visitor) -> None:
    await asked(visitor)
    await visitor.get(SERVICE)
    url, cookie = visitor.http.base_url, "; ".join(f"{name}={value}" for name, value in visitor.http.cookies.items())
    reader, writer = await asyncio.open_connection(url.host, url.port)
    head = (
        *(f"POST /ar{SERVICE} HTTP/1.1", f"Host: {url.host}", f"Cookie: {cookie}"),
        *("Content-Type: multipart/form-data; boundary=x", f"Content-Length: {2**40}", "Connection: close"),
    )
    writer.write("\r\n".join((*head, "", "")).encode() + b"--x\r\n")
    page = (await reader.read()).decode()
    writer.close()
    assert page.startswith("HTTP/1.1 413") and "<html" in page
