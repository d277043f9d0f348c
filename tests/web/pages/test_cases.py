"""The page of a case: where it stands, what was asked, the reply, the letter, and what its beneficiary does."""

import re

import pytest

from tests.support.pages import Visitor, visible
from tests.support.simulation import OMAR
from tests.support.system import APPROVAL, eventually

CODE = re.compile(r"\b[a-z]+_[a-z_]+\b|\b(?:None|True|False|Outcome|Status)\b")


async def asked(visitor: Visitor) -> str:
    """A case whose beneficiary was asked for a document and has a question to answer."""
    system = visitor.api.system
    reference = (await system.submit()).reference
    await system.do(reference, "claim")
    reply = {"text": "نأمل إرفاق الإيصال"}
    question = {"documents": ["payment_receipt"], "questions": ["ما رقم السداد؟"]}
    await system.do(reference, "ask", OMAR, reason="documents_missing", reply=reply, **question)
    await system.caught_up(reference)
    return reference


def marked(page: str) -> list[str]:
    """The class of each status on the way."""
    return re.findall(r'<li class="(now|been|ahead)"', page)


@pytest.mark.timeout(120)
async def test_a_whole_life_on_the_pages(visitor: Visitor) -> None:
    system, reference = visitor.api.system, await asked(visitor)
    shown = visible((await visitor.sign_in(reference)).text)
    for said in ("إيصال السداد", "ما رقم السداد؟", "لم يصل بعد", "نأمل إرفاق الإيصال", "بانتظار ردكم"):
        assert said in shown
    assert marked(visitor.page) == ["been", "now", "ahead", "ahead", "ahead"]
    await visitor.get("/case/reply")
    assert (await visitor.post("/case/reply", text=" ")).status_code == 422
    done = await visitor.post("/case/reply", text="رقم السداد 4455")
    assert "استلمنا ردكم" in visible(done.text) and marked(done.text)[2] == "now"
    await system.approve(reference)
    await system.caught_up(reference)
    shown = visible((await visitor.get("/case")).text)
    assert "تمت معالجة الملاحظة" in shown and "الرد الرسمي" in shown
    letter = await visitor.http.get("/ar/case/letter")
    assert (letter.status_code, letter.headers["content-type"]) == (200, "application/pdf")
    assert letter.content.startswith(b"%PDF")
    await visitor.get("/case/rate")
    assert (await visitor.post("/case/rate", score="9")).status_code == 422
    assert "شكرًا لتقييمكم" in (await visitor.post("/case/rate", score="4", text="جيد")).text
    await visitor.get("/case/reopen")
    await visitor.post("/case/reopen", text="ظهر الخطأ نفسه", retry_failed="yes")
    assert "أُعيد فتح طلبكم" in visitor.page and marked(visitor.page)[0] == "now"
    await visitor.get("/case/withdraw")
    await visitor.post("/case/withdraw")
    assert "سُحب طلبكم" in visitor.page and "ما يمكنكم فعله" not in visible(visitor.page)
    assert CODE.findall(visible(visitor.page)) == []
    bodies = [event.body for event in await system.caught_up(reference)]
    assert [each.type for each in bodies if each.type in ("replied", "rated", "reopened", "withdrawn")] == [
        *("replied", "rated", "reopened", "withdrawn")
    ]


async def test_what_is_sent_twice_is_done_once(visitor: Visitor) -> None:
    reference = await asked(visitor)
    await visitor.sign_in(reference)
    form = await visitor.get("/case/reply")
    for _ in range(2):
        visitor.last = form
        await visitor.post("/case/reply", text="رقم السداد 4455")
        assert visitor.last.url.path == "/ar/case"
    events = await visitor.api.system.caught_up(reference)
    assert [each.body.type for each in events].count("replied") == 1


async def test_a_refusal_is_told_in_words_and_what_was_typed_stays(visitor: Visitor) -> None:
    reference = (await visitor.api.system.submit()).reference
    await visitor.sign_in(reference)
    for language, said in (("ar", "لا شيء مطلوب منكم الآن."), ("en", "Nothing is asked of you now.")):
        visitor.language = language
        await visitor.get("/case/reply")
        refused = await visitor.post("/case/reply", text="my very words")
        assert refused.status_code == 409 and said in visible(refused.text) and "my very words" in refused.text


async def test_an_appeal_and_its_case_are_on_the_page(visitor: Visitor) -> None:
    system = visitor.api.system
    reference = (await system.submit()).reference
    await system.do(reference, "claim")
    await system.do(reference, "reject", OMAR, **(APPROVAL | {"reason": "window_passed"}))
    await system.caught_up(reference)
    await visitor.sign_in(reference)
    assert "/ar/case/appeal" in visitor.page
    await visitor.get("/case/appeal")
    await visitor.post("/case/appeal", text="لم ينظر في المستند")
    assert "استلمنا تظلمكم" in visitor.page

    async def link() -> list[str]:
        return re.findall(r"case\?of=(TW-[0-9A-Z-]+)", (await visitor.get("/case")).text)

    await eventually(link)
    (appeal,) = set(await link())
    shown = await visitor.get(f"/case?of={appeal}")
    assert shown.status_code == 200 and "هذا تظلم من نتيجة الطلب" in visible(shown.text)
    assert f"/ar/case/withdraw?of={appeal}" in shown.text


@pytest.mark.parametrize("language", ["ar", "en"])
async def test_what_is_asked_is_told_in_both_languages_without_codes(visitor: Visitor, language: str) -> None:
    visitor.language = language
    reference = await asked(visitor)
    await visitor.sign_in(reference)
    for path in ("/case", *(f"/case/{kind}" for kind in ("reply", "reopen", "appeal", "rate", "remind", "withdraw"))):
        page = (await visitor.get(path)).text
        assert CODE.findall(visible(page)) == [], path
        assert f'<html lang="{language}"' in page


async def test_nobody_else_s_case_is_told_to_staff_without_a_code(visitor: Visitor) -> None:
    assert (await visitor.get("/case")).url.path == "/ar/find"
    assert (await visitor.http.get("/ar/case/letter")).status_code == 303
