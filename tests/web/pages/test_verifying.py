"""A letter is checked by its code, for everybody, with nothing about a person."""

import re

from tests.support.pages import Visitor, visible


async def test_a_letter_is_genuine_until_another_decision_takes_its_place(visitor: Visitor) -> None:
    from activities.official_letters.reading import letters_of
    from activities.records.database import connect

    system = visitor.api.system
    receipt = await system.submit(applicant__name_ar="كناري التجريبي")
    await system.do(receipt.reference, "claim")
    await system.approve(receipt.reference)
    await system.caught_up(receipt.reference)
    await visitor.sign_in(receipt.reference)
    assert (await visitor.http.get("/ar/case/letter")).status_code == 200
    with connect(system.stack.desk_url) as connection:
        (letter,) = letters_of(connection, receipt.reference)
    shown = await visitor.get(f"/verify?code={letter.code.lower().replace('-', ' ')}")
    words = visible(shown.text)
    assert "صحيح وساري المفعول" in words and letter.number in words and "كناري" not in shown.text
    assert receipt.reference not in shown.text
    await visitor.get("/case/reopen")
    await visitor.post("/case/reopen", text="ظهر الخطأ نفسه")
    await system.caught_up(receipt.reference)
    visitor.language = "en"
    assert "being looked at again" in visible((await visitor.get(f"/verify?code={letter.code}")).text)


async def test_a_code_of_no_letter_and_one_that_is_mistyped(visitor: Visitor) -> None:
    from models.official_letters.code import code_of

    unknown = await visitor.get(f"/verify?code={code_of(b'nothing', 'TW-0000-0000-0000-0', 1)}")
    assert unknown.status_code == 200 and "لا يوجد خطاب بهذا الرمز" in visible(unknown.text)
    mistyped = await visitor.get("/verify?code=25JT")
    assert mistyped.status_code == 422 and re.search(r'id="code-error"', mistyped.text)


async def test_the_short_address_of_a_letter_leads_to_its_page(visitor: Visitor) -> None:
    answer = await visitor.http.get("/v/25JT-R99Z-XCBA-WE7F-8")
    assert answer.status_code == 303 and answer.headers["location"] == "/ar/verify?code=25JTR99ZXCBAWE7F8"
