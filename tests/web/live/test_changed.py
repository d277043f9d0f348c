"""An open inbox and an open case say that something is other than they show."""

import html
import re

import pytest

from tests.support.pages import Visitor
from tests.support.simulation import LAYLA, OMAR
from tests.support.web import Api
from tests.support.workspace import at_desk
from tests.web.pages.board.test_board import Stream, stream_at
from web.live import topics
from web.pages.staff import changed


@pytest.fixture
def desk(api: Api, monkeypatch: pytest.MonkeyPatch) -> Api:
    monkeypatch.setenv("TAWASUL_HOME", str(api.system.config.home))
    monkeypatch.setattr(topics, "GATHERED", 0.02)
    monkeypatch.setattr(changed, "INBOX_GATHERED", 0.02)
    return api


def stream_address(page: str) -> str:
    found = re.search(r'data-live="([^"]+)"', page)
    assert found
    return html.unescape(found[1])


async def until_changed(stream: Stream) -> str:
    while True:
        kind, state = await stream.next()
        if kind == "state" and state["parts"].get("changed"):
            return str(state["parts"]["changed"])


async def shown(visitor: Visitor, path: str) -> str:
    """The address of the stream of a page, which may have our script and nothing else."""
    answer = await visitor.get(path)
    assert answer.status_code == 200 and "script-src 'self'" in answer.headers["content-security-policy"]
    return stream_address(answer.text)


@pytest.mark.timeout(90)
async def test_an_open_case_says_when_somebody_else_did_something_with_it(desk: Api) -> None:
    reference = (await desk.system.submit()).reference
    await desk.system.caught_up(reference)
    async with at_desk(desk, OMAR, "en") as omar:
        address = await shown(omar, f"/staff/case/{reference}")
        async with stream_at(omar, address) as stream:
            assert (await stream.next())[1]["parts"] == {"changed": ""}
            await desk.system.do(reference, "claim", LAYLA)
            assert "Something has happened with this request" in await until_changed(stream)


@pytest.mark.timeout(90)
async def test_an_open_inbox_says_when_it_has_other_cases(desk: Api) -> None:
    await desk.system.submit()
    async with at_desk(desk, OMAR, "ar") as omar:
        address = await shown(omar, "/staff")
        async with stream_at(omar, address) as stream:
            assert (await stream.next())[1]["parts"] == {"changed": ""}
            await desk.system.submit()
            assert "تغيرت هذه القائمة" in await until_changed(stream)


async def test_a_case_of_others_tells_nothing(desk: Api) -> None:
    reference = (await desk.system.submit(service="birth_date_correction", section="data_amendment")).reference
    await desk.system.caught_up(reference)
    async with at_desk(desk, OMAR, "en") as omar, stream_at(omar, f"/en/staff/case/{reference}/live?seen=0") as stream:
        assert (await stream.next())[0] == "end"
