"""A case at the workspace: what is shown, what can be done, by whom it is signed, and what is left on record."""

import re

import pytest

from models.case.actor import Actor
from models.codes import Role, Verb
from tests.support.pages import Visitor, visible
from tests.support.requests import sample
from tests.support.simulation import LAYLA, OMAR, STRANGER
from tests.support.web import Api
from tests.web.test_cases import looks
from tests.web.workspace.conftest import LogIn
from tests.web.workspace.test_lists import opened

WAFA = Actor(id="wafa", role=Role.OFFICER, teams=("travel_permits",))
HUDA = Actor(id="huda", role=Role.SUPERVISOR, teams=("travel_permits",))
LINK = re.compile(r'href="/en(/staff/case/[^"]+/do/(\w+)\?seen=\d+)"')
FORM = re.compile(r'action="/en/staff/case/[^"]+/do/(\w+)"')


def offered(page: str) -> set[str]:
    """What a case page offers to do."""
    return {kind for _path, kind in LINK.findall(page)} | set(FORM.findall(page))


def way_to(page: str, kind: str) -> str:
    """The address of a form, with the version that was seen."""
    return str(next(path for path, each in LINK.findall(page) if each == kind))


async def do(visitor: Visitor, reference: str, kind: str, step: str = "send", **typed: str | list[str]) -> str:
    """Go from the page of a case to a form and send it; the page after it."""
    await visitor.get(f"/staff/case/{reference}")
    if kind in {each for _path, each in LINK.findall(visitor.page)}:
        await visitor.get(way_to(visitor.page, kind))
    return (await visitor.post(f"/staff/case/{reference}/do/{kind}", step=step, **typed)).text


@pytest.mark.timeout(60)
async def test_a_case_is_taken_decided_and_signed_by_who_is_logged_in(at_work: LogIn) -> None:
    omar = await at_work(OMAR)
    reference = await opened(omar)
    page = (await omar.get(f"/staff/case/{reference}")).text
    assert "claim" in offered(page) and not offered(page) & {"approve", "confirm", "recall", "assign"}
    assert "Done: Take it" in visible(await do(omar, reference, "claim"))
    assert "approve" in offered(omar.page) and "claim" not in offered(omar.page)
    wrong = visible(await do(omar, reference, "approve", "preview"))
    assert "Reason: This is needed" in wrong
    typed = {"reason": "note_removed", "template": "note_resolved", "note": "checked"}
    shown = visible((await omar.post(f"/staff/case/{reference}/do/approve", step="preview", **typed)).text)
    assert "تمت معالجة الملاحظة" in shown and "What the beneficiary gets" in shown and "checked" not in shown
    assert "resolved" not in await omar.api.system.types(reference)
    await omar.post(f"/staff/case/{reference}/do/approve", step="send")
    assert "Done: Approve" in visible(omar.page) and offered(omar.page) & {"reopen_for", "close", "note"}
    letter = await omar.http.get(f"/en/staff/case/{reference}/letter")
    assert letter.content.startswith(b"%PDF") and "official letter" in omar.page
    (event,) = [each for each in await omar.api.system.caught_up(reference) if each.body.type == "resolved"]
    assert event.actor.id == "omar"


@pytest.mark.timeout(60)
async def test_a_second_person_agrees_and_the_first_is_not_asked(at_work: LogIn) -> None:
    wafa, huda = await at_work(WAFA), await at_work(HUDA, "ar")
    request = sample("SR-08") | {"applicant__name_ar": "منيرة بنت صالح التجريبي"}
    reference = await opened(wafa, **request)
    await do(wafa, reference, "claim")
    typed = {"reason": "note_removed", "template": "condolence_resolved"}
    proposed = await do(wafa, reference, "approve", **typed)
    assert "Proposed: another person has to agree" in visible(proposed) and "confirm" not in offered(proposed)
    page = (await huda.get(f"/staff/case/{reference}")).text.replace("/ar/", "/en/")
    assert {"confirm", "send_back"} <= offered(page)
    await huda.get(way_to(page, "confirm"))
    shown = visible((await huda.post(f"/staff/case/{reference}/do/confirm", step="preview")).text)
    assert "أحسن الله عزاءكم" in shown
    await huda.post(f"/staff/case/{reference}/do/confirm", step="send")
    assert "تم: تأكيد المقترح" in visible(huda.page)


async def test_what_was_seen_is_what_is_decided_on_and_what_was_typed_is_kept(at_work: LogIn) -> None:
    omar = await at_work(OMAR)
    reference = await opened(omar)
    await omar.get(f"/staff/case/{reference}")
    way = way_to(omar.page, "note")
    await omar.api.system.do(reference, "claim", OMAR)
    await omar.api.system.caught_up(reference)
    assert "since you looked at it" in visible((await omar.get(way)).text)
    answer = await omar.post(f"/staff/case/{reference}/do/note", text="a line for colleagues", step="send")
    assert answer.status_code == 409 and "a line for colleagues" in answer.text
    assert "noted" not in await omar.api.system.types(reference)
    await omar.post(f"/staff/case/{reference}/do/note", text="a line for colleagues", step="draft")
    assert "You have a draft: Leave a note" in visible(omar.page)
    assert "a line for colleagues" in (await omar.get(way_to(omar.page, "note"))).text
    kept = "SELECT staff, kind, position('colleagues'::bytea IN sealed) AS clear FROM staff_draft WHERE reference = %s"
    assert looks(omar.api, kept, reference) == [{"staff": "omar", "kind": "note", "clear": 0}]
    layla = await at_work(LAYLA)
    assert "draft" not in visible((await layla.get(f"/staff/case/{reference}")).text)
    await omar.post(f"/staff/case/{reference}/do/note", text="another", step="send")
    assert not looks(omar.api, "SELECT 1 FROM staff_draft WHERE reference = %s", reference)


async def test_a_look_leaves_a_view_and_one_that_is_not_allowed_too(at_work: LogIn) -> None:
    omar, badr = await at_work(OMAR), await at_work(STRANGER)
    reference = await opened(omar)
    page = visible((await omar.get(f"/staff/case/{reference}")).text)
    number = omar.api.system.rows("SELECT received FROM request WHERE reference = %s", reference)
    assert number and "******" in page and "Where it stands" in page and "Clocks" in page
    assert (await badr.get(f"/staff/case/{reference}")).status_code == 403
    views = 'SELECT by, cases, numbers, why FROM "view" WHERE reference = %s AND verb = %s ORDER BY id'
    assert [(each["by"], each["cases"]) for each in looks(omar.api, views, reference, "look")] == [
        ("omar", 1),
        ("badr", 0),
    ]
    await omar.get(f"/staff/case/{reference}")
    assert (await omar.post(f"/staff/case/{reference}", why=" ", numbers="1")).status_code == 422
    full = visible((await omar.post(f"/staff/case/{reference}", why="to call them")).text)
    assert "******" not in full
    assert looks(omar.api, views, reference, "look")[-1] == {
        "by": "omar",
        "cases": 1,
        "numbers": True,
        "why": "to call them",
    }
    await badr.get(f"/staff/case/{reference}")
    assert (await badr.post(f"/staff/case/{reference}/break-glass", why=" ")).status_code == 422
    await badr.get(f"/staff/case/{reference}")
    opened_to = await badr.post(f"/staff/case/{reference}/break-glass", why="lives are at stake")
    assert opened_to.status_code == 200 and "an auditor was told" in visible(opened_to.text)
    assert looks(omar.api, views, reference, "break_glass")[-1]["why"] == "lives are at stake"
    assert (await omar.get(f"/staff/case/{reference}/letter")).status_code == 404
    for nobody in ("TW-0000-0000-0000-0", "TW-7DW3-RD7E-50TR-K"):
        assert (await omar.get(f"/staff/case/{nobody}")).status_code == 404
    assert (await omar.get(f"/staff/case/{reference}/do/erase")).status_code == 404


async def test_asking_names_documents_and_questions_and_a_double_click_is_one_command(at_work: LogIn) -> None:
    omar = await at_work(OMAR)
    reference = await opened(omar)
    await do(omar, reference, "claim")
    await omar.get(way_to(omar.page, "ask"))
    form = omar.last
    typed: dict[str, str | list[str]] = {
        "reason": "documents_missing",
        "documents": ["payment_receipt", "passport_copy"],
        "questions": "متى سافر؟\r\n\r\nأين؟",
        "template": "ask_listed",
    }
    for _ in range(2):
        omar.last = form
        await omar.post(f"/staff/case/{reference}/do/ask", step="send", **typed)
    page = visible((await omar.get(f"/staff/case/{reference}")).text)
    assert "Asked of the beneficiary" in page and "متى سافر؟" in page and "open since" in page
    bodies = [each.body for each in await omar.api.system.caught_up(reference) if each.body.type == "asked"]
    assert [(each.documents, each.questions) for each in bodies] == [
        (("payment_receipt", "passport_copy"), ("متى سافر؟", "أين؟"))
    ]


async def test_where_each_look_needs_a_reason_a_case_and_a_preview_ask_for_it(
    at_work: LogIn, desk: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    omar, table = await at_work(OMAR), desk.backend.authority
    reference = await opened(omar)
    await do(omar, reference, "claim")
    verbs = table.verbs | {Verb.LOOK: table.verbs[Verb.LOOK].model_copy(update={"why": True})}
    monkeypatch.setattr(desk.backend, "authority", table.model_copy(update={"verbs": verbs}))
    asked = visible((await omar.get(f"/staff/case/{reference}")).text)
    assert "Why you have to see it" in asked and "Timeline" not in asked
    assert (await omar.post(f"/staff/case/{reference}", why=" ")).status_code == 422
    assert "Timeline" in visible((await omar.post(f"/staff/case/{reference}", why="my work")).text)
    typed = {"reason": "note_removed", "template": "note_resolved"}
    await omar.get(way_to(omar.page, "approve"))
    unsaid = await omar.post(f"/staff/case/{reference}/do/approve", step="preview", **typed)
    assert unsaid.status_code == 422 and "تمت معالجة" not in visible(unsaid.text)
    said = await omar.post(f"/staff/case/{reference}/do/approve", step="preview", why="my work", **typed)
    assert "تمت معالجة الملاحظة" in visible(said.text)
