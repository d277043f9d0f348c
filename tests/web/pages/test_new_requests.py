"""A new request on the pages: the form of its service, its errors beside the fields, a check, and one case."""

import re

import pytest

from models.packs.pack import Pack
from tests.support.pages import Visitor, hidden_in, visible
from tests.support.system import an_iqama
from tests.web.pages.test_cases import CODE

SERVICE = "/new/passports/exit_reentry_issue"
SEND = f"{SERVICE}/send"


def typed(**changes: str) -> dict[str, str]:
    """What somebody types into the form."""
    return {
        "name": "طلال التجريبي",
        "id_type": "iqama",
        "id_number": an_iqama(),
        "mobile": "٠٥١٢٣٤٠٠٧٢",
        "subject": "مخالفة مسددة تمنع إصدار التأشيرة",
        "text": "سددت المخالفة وما زالت الخدمة ترفض إصدار التأشيرة.",
        "tried": "platform_error",
        "tried_at": "2026-01-05",
        "own.passport_days_left": "200",
        "own.travel_date": "2026-02-01",
    } | changes


async def test_a_request_is_checked_sent_and_followed(visitor: Visitor) -> None:
    system = visitor.api.system
    await visitor.get(SERVICE)
    assert "الأيام المتبقية في صلاحية الجواز" in visitor.page
    checked = await visitor.post(SERVICE, **typed())
    assert checked.status_code == 200 and "راجعوا طلبكم" in checked.text and "2026-02-01" in checked.text
    assert CODE.findall(visible(checked.text)) == []
    filed = await visitor.post(SEND)
    assert filed.status_code == 200
    (reference,) = set(re.findall(r"TW(?:-[0-9A-Z]{4}){3}-[0-9A-Z]", filed.text))
    await system.caught_up(reference)
    (row,) = system.rows("SELECT received FROM request WHERE reference = %s", reference)
    received = row["received"]
    assert received["channel"] == "absher_individuals" and received["applicant"]["type"] == "resident"
    assert received["applicant"]["mobile"] == "+966512340072"
    assert received["context"] == {"passport_days_left": 200, "travel_date": "2026-02-01"}
    assert (await visitor.sign_in(reference)).url.path == "/ar/case"
    assert "مخالفة مسددة" in visitor.page


async def test_sent_twice_it_is_one_case_and_changed_underway_none(visitor: Visitor) -> None:
    await visitor.get(SERVICE)
    check = await visitor.post(SERVICE, **typed())
    references = set[str]()
    for _ in range(2):
        visitor.last = check
        references |= set(re.findall(r"TW(?:-[0-9A-Z]{4}){3}-[0-9A-Z]", (await visitor.post(SEND)).text))
    assert len(references) == 1
    visitor.last = check
    assert (await visitor.post(SEND, at="2020-01-01T00:00:00+00:00")).status_code == 403


async def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(visitor: Visitor) -> None:
    await visitor.get(SERVICE)
    empty = await visitor.post(SERVICE)
    wrong = {"name", "id_type", "id_number", "mobile", "subject", "text", "tried"}
    assert empty.status_code == 422 and set(re.findall(r'id="(\w+)-error"', empty.text)) == wrong
    assert set(re.findall(r'<li><a href="#(\w+)"', empty.text)) == wrong
    for changes, field in (
        ({"id_number": "2990000728"}, "id_number"),
        ({"mobile": "12"}, "mobile"),
        ({"own.travel_date": "soon"}, "own.travel_date"),
        ({"own.visa_days": "many"}, "own.visa_days"),
        ({"text": "x" * 2001}, "text"),
        ({"their_name": "سارة التجريبي"}, "relation"),
        ({"tried": "whatever"}, "tried"),
    ):
        await visitor.get(SERVICE)
        answer = await visitor.post(SERVICE, **typed(**changes))
        assert re.findall(r'id="([\w.]+)-error"', answer.text) == [field], field
        assert "طلال التجريبي" in answer.text


async def test_a_request_about_another_person_in_english(visitor: Visitor) -> None:
    visitor.language = "en"
    await visitor.get(SERVICE)
    more = {"text": "I paid the fine.", "their_name": "Sara Altajribi", "relation": "wife", "mobile": ""}
    await visitor.post(SERVICE, **typed(**more, email="talal@example.com"))
    filed = await visitor.post(SEND)
    (reference,) = set(re.findall(r"TW(?:-[0-9A-Z]{4}){3}-[0-9A-Z]", filed.text))
    await visitor.api.system.caught_up(reference)
    (row,) = visitor.api.system.rows("SELECT received FROM request WHERE reference = %s", reference)
    assert row["received"]["on_behalf_of"]["name_en"] == "Sara Altajribi"
    assert (row["received"]["lang"], row["received"]["text_en"]) == ("en", "I paid the fine.")


async def test_every_service_of_every_pack_has_a_form_in_its_own_words(visitor: Visitor) -> None:
    from web.pages.filing.fields import groups_of
    from web.pages.told import PackTold

    packs: dict[str, Pack] = dict(visitor.api.backend.channels.folder.packs)
    listed = visible((await visitor.get("/new")).text)
    for name, pack in packs.items():
        services = (await visitor.get(f"/new/{name}")).text
        assert pack.title.of("ar", *pack.languages) in listed
        for code in pack.services:
            assert f"/ar/new/{name}/{code}" in services
            fields = [each for group in groups_of(PackTold(pack, "ar"), code) for each in group.fields]  # type: ignore[arg-type]
            assert len({each.name for each in fields}) == len(fields)
            assert all(each.label and not CODE.search(each.label) for each in fields)
    assert (await visitor.get("/new/passports/no_such_service")).status_code == 404


async def test_the_form_goes_back_with_what_was_typed(visitor: Visitor) -> None:
    await visitor.get(SERVICE)
    check = await visitor.post(SERVICE, **typed())
    change = hidden_in(check.text.rpartition("<form")[2])
    back = await visitor.http.post(f"/ar{SERVICE}", data=change)
    assert back.status_code == 200 and 'value="مخالفة مسددة تمنع إصدار التأشيرة"' in back.text


@pytest.mark.parametrize("path", ["/nothing", "/case/nothing", "/new/nothing"])
async def test_there_is_no_other_page(visitor: Visitor, path: str) -> None:
    reference = (await visitor.api.system.submit()).reference
    await visitor.sign_in(reference)
    assert (await visitor.get("/")).url.path == "/ar"
    answer = await visitor.get(path)
    assert answer.status_code == 404 and "text/html" in answer.headers["content-type"]
