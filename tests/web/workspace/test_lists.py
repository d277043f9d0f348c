"""Inbox, cases by filters and searches: what the commands list, for who is logged in, with a view left behind."""

import re
from typing import Any

import pytest

from tests.support.pages import Visitor, visible
from tests.support.simulation import OMAR, STRANGER
from tests.support.system import an_iqama
from tests.web.test_cases import looks
from tests.web.workspace.conftest import LogIn

REFERENCE = re.compile(r"/case/(TW(?:-[0-9A-Z]{4}){3}-[0-9A-Z])\"")


async def opened(visitor: Visitor, **changes: Any) -> str:
    """A new case on record, of the team of omar."""
    receipt = await visitor.api.system.submit(**changes)
    await visitor.api.system.settled(receipt)
    return receipt.reference


def listed(page: str) -> list[str]:
    """The cases of a page, in their order."""
    return list(dict.fromkeys(REFERENCE.findall(page)))


async def test_an_inbox_has_what_the_commands_list_and_leaves_a_view(at_work: LogIn) -> None:
    omar = await at_work(OMAR)
    reference = await opened(omar)
    await omar.api.system.caught_up((await omar.api.system.do(reference, "claim")).reference)
    page = (await omar.get("/staff?sort=newest")).text
    assert listed(page)[0] == reference and "Yours" in visible(page)
    assert "يوجد" in page or "التجريبي" in page  # subject and person, opened with the key of the case
    assert listed((await omar.get("/staff?part=mine&sort=newest")).text)[0] == reference
    (view,) = looks(omar.api, 'SELECT by, about FROM "view" WHERE verb = %s ORDER BY id DESC LIMIT 1', "list")
    assert view["by"] == "omar" and view["about"]["inbox"] is True
    assert reference not in listed((await (await at_work(STRANGER)).get("/staff?sort=newest")).text)


async def test_a_list_is_narrowed_by_its_address_and_has_pages(at_work: LogIn) -> None:
    omar = await at_work(OMAR)
    two = [await opened(omar) for _ in range(2)]
    page = (await omar.get("/staff/cases?stage=queued&team=exit_visas&order=newest&late=&service=")).text
    assert listed(page)[:2] == two[::-1]
    total = int(re.findall(r"(\d+) requests?", visible(page))[0])
    last = (await omar.get(f"/staff/cases?stage=queued&order=newest&offset={total - 1}")).text
    assert len(listed(last)) == 1 and "Before" in visible(last) and "Further" not in visible(last)
    assert listed((await omar.get("/staff/cases?stage=closed&since=2999-01-01T00:00:00Z")).text) == []
    for wrong in ("nonsense=1", "service=no_such_service", "stage=nowhere"):
        answer = await omar.get(f"/staff/cases?{wrong}")
        assert answer.status_code == 422 and "has to be put right" in visible(answer.text), wrong


async def test_a_search_says_why_and_stands_in_no_address(at_work: LogIn) -> None:
    omar = await at_work(OMAR)
    number, word = an_iqama(), "مصطلحنادر"
    reference = await opened(omar, applicant__id_number=number, text_ar=f"عندي {word} في الطلب")
    await omar.api.system.caught_up(reference)
    await omar.get("/staff/cases")
    assert (await omar.post("/staff/cases/search", words=" ")).status_code == 200
    assert "Write a number or words" in visible(omar.page)
    assert "stays on record with your name" in visible((await omar.post("/staff/cases/search", words=word)).text)
    for sought in ({"words": word}, {"person": number}):
        answer = await omar.post("/staff/cases/search", why="the caller asks", **sought)
        assert listed(answer.text) == [reference] and answer.url.query == b""
    (view,) = looks(omar.api, 'SELECT about, why FROM "view" WHERE verb = %s ORDER BY id DESC LIMIT 1', "search")
    assert view["why"] == "the caller asks" and number not in str(view["about"])
    assert (await omar.get("/staff/cases/search")).url.path == "/en/staff/cases"


@pytest.mark.timeout(60)
async def test_several_that_are_ticked_get_one_thing_done_each_with_its_result(at_work: LogIn) -> None:
    omar = await at_work(OMAR)
    system = omar.api.system
    one, other, taken = [await opened(omar) for _ in range(3)]
    await system.caught_up((await system.do(taken, "claim", OMAR)).reference)
    rows = {row["reference"]: row["seq"] for row in system.rows("SELECT reference, seq FROM case_row")}
    ticked = [f"{each}@{rows[each]}" for each in (one, other, taken)]
    await omar.get("/staff/cases")
    assert (await omar.post("/staff/many", kind="claim")).status_code == 422
    await omar.get("/staff/cases")
    form = await omar.post("/staff/many", kind="note", case=ticked, step="form")
    assert "Leave a note: 3 requests" in visible(form.text)
    assert "This is needed" in visible((await omar.post("/staff/many", case=ticked, text=" ", step="try")).text)
    tried = await omar.post("/staff/many", case=ticked, text="one reason", step="try")
    assert visible(tried.text).count("would be taken") == 3
    assert [await system.types(each) for each in (one, other)] == [["opened", "assessed"]] * 2
    done = await omar.post("/staff/many", case=ticked, text="one reason", step="send")
    assert visible(done.text).count("done, now") == 3
    assert "noted" in await system.types(one) and "noted" in await system.types(taken)
    await omar.get("/staff/cases")
    await omar.post("/staff/many", kind="claim", case=ticked, step="form")
    again = await omar.post("/staff/many", case=ticked, step="send")
    assert visible(again.text).count("since you looked at it") == 3, "what was seen is what is decided on"
