"""Lists over HTTP: pages without gaps, what happened since a cursor, figures; each narrowed to who asks."""

import asyncio
import json
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import fields
from typing import Any

import httpx
import pytest

from activities.records import log
from activities.records.database import connect
from activities.records.occurrences import count_what_is_due
from activities.records.store import records_of
from activities.reports.cases import CaseFilter
from models.trust.statement import Signatory
from tests.support.simulation import DIRECTOR, LAYLA, OMAR
from tests.support.system import System, an_iqama
from tests.support.web import Api, served
from tests.web.test_access import town_key
from tests.web.test_cases import filed, looks, order, tell
from web.access.limits import CallLimits, TooManyCalls
from web.lists import stream
from web.lists.cursors import cursor_of
from web.lists.filters import NOT_ASKED, CaseQuery

__all__ = ["town_key"]


async def pages(api: Api, path: str, permit: str | None = None, **asked: Any) -> list[list[dict[str, Any]]]:
    """All pages of a list."""
    found, cursor = [], None
    while True:
        answer = await api.ask("GET", path, params=asked | ({"cursor": cursor} if cursor else {}), permit=permit)
        assert answer.status_code == 200, answer.text
        found.append(answer.json()["items"])
        cursor = answer.json()["next"]
        if cursor is None:
            return found


async def several(api: Api, count: int) -> list[str]:
    """Cases of one person who has no others, the first filed first; each about something else."""
    number = an_iqama()
    return [await filed(api, applicant__id_number=number, text_ar=f"أمر {uuid.uuid4()}") for _ in range(count)]


def test_the_filters_are_those_of_the_command_line() -> None:
    named = {each.name for each in fields(CaseFilter)} - NOT_ASKED
    assert named == set(CaseQuery.model_fields) - {"order", "limit", "cursor"}


async def test_pages_miss_and_repeat_nothing_while_cases_are_opened(api: Api) -> None:
    before = {await filed(api) for _ in range(5)}
    first = (await api.ask("GET", "/v1/cases", params={"limit": 2})).json()
    later = await filed(api)
    seen, cursor = [each["reference"] for each in first["items"]], first["next"]
    while cursor:
        page = (await api.ask("GET", "/v1/cases", params={"limit": 2, "cursor": cursor})).json()
        seen, cursor = seen + [each["reference"] for each in page["items"]], page["next"]
    assert len(seen) == len(set(seen)) and before <= set(seen) and later not in seen
    oldest = [each["reference"] for page in await pages(api, "/v1/cases", limit=3, order="oldest") for each in page]
    assert oldest[:-1] == seen[::-1] and oldest[-1] == later


async def test_staff_see_the_rows_of_their_cases_by_any_filter_and_leave_a_view(api: Api) -> None:
    reference = await filed(api)
    await order(api, reference, "claim", OMAR)
    await api.system.caught_up(reference)
    permit = api.permit(api.system.signer(OMAR), why="the morning list")
    asked = {"stage": ["in_review", "replied"], "assignee": "omar", "order": "due", "limit": 1}
    found = [each for page in await pages(api, "/v1/cases", permit, **asked) for each in page]
    assert reference in {each["reference"] for each in found}
    assert {each["assignee"] for each in found} == {"omar"}
    assert {"in_review"} <= {each["stage"] for each in found} <= {"in_review", "replied"}
    (view,) = looks(api, 'SELECT by, about, why FROM "view" WHERE verb = %s ORDER BY id DESC LIMIT 1', "list")
    assert (view["by"], view["about"]["assignee"], view["why"]) == ("omar", "omar", "the morning list")


async def test_a_channel_sees_its_own_cases_and_nothing_of_staff(api: Api, town_key: Signatory) -> None:
    reference = await filed(api)
    (first, *_) = (await api.ask("GET", "/v1/cases")).json()["items"]
    assert first["reference"] == reference and not {"team", "assignee", "stage", "priority"} & set(first)
    refused = await api.ask("GET", "/v1/cases", params={"assignee": "omar", "order": "due"})
    assert refused.status_code == 403 and refused.json()["detail"] == "for staff alone: assignee, order"
    other = (await api.ask("GET", "/v1/cases", permit=api.permit(town_key))).json()
    assert other == {"items": [], "next": None}


async def test_a_parameter_that_nobody_knows_and_a_cursor_of_another_list_are_refused(api: Api) -> None:
    unknown = await api.ask("GET", "/v1/cases", params={"collor": "red", "limit": 0, "stage": "nowhere"})
    assert unknown.status_code == 422
    assert {each["pointer"] for each in unknown.json()["errors"]} == {"?collor", "?limit", "?stage/0"}
    await several(api, 2)
    cursor = (await api.ask("GET", "/v1/cases", params={"limit": 1})).json()["next"]
    for wrong in (cursor[:-4], "x", "W10"):
        answer = await api.ask("GET", "/v1/cases", params={"cursor": wrong})
        assert (answer.status_code, answer.json()["code"]) == (422, "wrong_usage")
    forged = [
        ("/v1/cases", "cursor", cursor_of("newest", "yesterday", "TW-0000-0000-0000-0")),
        ("/v1/cases", "cursor", cursor_of("newest", "2026-01-01T00:00:00+00:00", "x\0")),
        ("/v1/cases", "cursor", cursor_of("newest", 1, 2)),
        ("/v1/events", "after", cursor_of("events", 1, 10**30)),
        ("/v1/events", "after", cursor_of("events", "1", "2")),
        ("/v1/events", "after", cursor),
    ]
    for path, name, word in forged:
        answer = await api.ask("GET", path, params={name: word})
        assert (answer.status_code, answer.json()["code"]) == (422, "wrong_usage"), word
    for asked in ({"cursor": cursor, "order": "oldest"}, {"service": "a\0b"}, {"since": "2026-01-01T00:00:00"}):
        assert (await api.ask("GET", "/v1/cases", params=asked)).status_code == 422, asked


def in_the_log(api: Api) -> None:
    """Give every event its place in the log, as the keeper does each minute."""
    with connect(api.system.config.database_url) as connection:
        log.extend(connection)


def count_all(api: Api) -> None:
    """Count the cases that were written, as the watchdog does each minute."""
    records = records_of(api.system.config, connections=1)
    count_what_is_due(records, 10_000)
    records.engine.dispose()


async def happened(api: Api, permit: str | None = None, after: str | None = None) -> tuple[list[dict[str, Any]], str]:
    """All events since a cursor, and the cursor behind them."""
    found, more = list[dict[str, Any]](), True
    while more:
        answer = await api.ask(
            "GET", "/v1/events", params={"limit": 7} | ({"after": after} if after else {}), permit=permit
        )
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found, after, more = found + page["items"], page["next"], page["more"]
    assert after
    return found, after


async def test_who_goes_on_from_a_cursor_hears_of_each_event_once(api: Api, town_key: Signatory) -> None:
    in_the_log(api)
    staff = api.permit(api.system.signer(DIRECTOR), why="a trial")
    _, here = await happened(api)
    _, there = await happened(api, staff)
    reference = await filed(api)
    await order(api, reference, "claim", LAYLA)
    await tell(api, reference, "withdraw")
    await api.system.caught_up(reference)
    in_the_log(api)
    ours, here = await happened(api, after=here)
    assert [each["type"] for each in ours if each["reference"] == reference] == ["opened", "withdrawn", "closed"]
    assert not {each["actor"] for each in ours} - {None}
    theirs, _ = await happened(api, staff, there)
    mine = [each for each in theirs if each["reference"] == reference]
    assert [each["seq"] for each in mine] == sorted({each["seq"] for each in mine})
    assert {"assessed", "claimed"} <= {each["type"] for each in mine}
    assert {each["actor"] for each in mine if each["type"] == "claimed"} == {"layla"}
    assert (await happened(api, after=here))[0] == []
    assert (await happened(api, api.permit(town_key)))[0] == []


async def test_figures_are_for_staff(api: Api) -> None:
    await api.system.caught_up(await filed(api))
    await asyncio.to_thread(count_all, api)
    permit = api.permit(api.system.signer(DIRECTOR), why="a trial")
    answer = await api.ask("GET", "/v1/reports/indicators", params={"by": "service"}, permit=permit)
    assert answer.status_code == 200, answer.text
    assert answer.json()["figures"]["opened"]["value"] >= 1 and answer.json()["groups"]
    backwards = {"since": "2026-02-01T00:00:00Z", "until": "2026-01-01T00:00:00Z"}
    assert (await api.ask("GET", "/v1/reports/indicators", params=backwards, permit=permit)).status_code == 422
    assert (await api.ask("GET", "/v1/reports/indicators")).status_code == 403


async def test_each_answer_says_how_many_calls_are_left(api: Api) -> None:
    answer = await api.ask("GET", "/v1/cases", params={"limit": 1})
    assert answer.headers["ratelimit-policy"] == '"calls";q=500;w=10'
    assert answer.headers["ratelimit"].startswith('"calls";r=')
    assert "ratelimit" not in (await api.ask("GET", "/healthz", permit="")).headers


def test_a_caller_who_calls_too_often_waits_and_others_do_not() -> None:
    limits = CallLimits(per_second=2)
    taken = [limits.take("one", 100.0) for _ in range(20)]
    assert [taken[0].calls, taken[-1].calls, taken[-1].full_in] == [19, 0, 10]
    try:
        limits.take("one", 100.1)
    except TooManyCalls as refused:
        assert refused.after == 1
    else:
        raise AssertionError("it was answered")
    assert limits.take("two", 100.1).calls == 19
    assert limits.take("one", 101.0).calls == 1
    assert limits.take("one", 1_000.0).calls == 19


async def test_a_stream_gives_the_same_events_with_their_cursors_and_ends_with_its_permit(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "LOOKS_EVERY", 0.1)
    in_the_log(api)
    _, here = await happened(api)
    reference = await filed(api)
    await api.system.caught_up(reference)
    in_the_log(api)
    lines = [line async for line in streamed(api, here, api.permit(minutes=0.03))]
    (told,) = [json.loads(line.removeprefix("data: ")) for line in lines if reference in line]
    assert (told["type"], told["status"]) == ("opened", "under_processing")
    ids = [line.removeprefix("id: ") for line in lines if line.startswith("id: ")]
    again = [line async for line in streamed(api, ids[-1], api.permit(minutes=0.03))]
    assert not [line for line in again if line.startswith("data: ")]


async def streamed(api: Api, after: str, permit: str) -> AsyncIterator[str]:
    """The lines of a stream until it ends."""
    headers = {"Authorization": f"Bearer {permit}", "Last-Event-ID": after}
    async with api.http.stream("GET", "/v1/events/stream", headers=headers) as answer:
        assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/event-stream")
        async for line in answer.aiter_lines():
            yield line


async def test_the_service_ends_within_five_seconds_while_a_stream_is_open(system: System) -> None:
    async with AsyncExitStack() as opened:
        async with served(system) as api:
            headers = {"Authorization": f"Bearer {api.permit()}"}
            http = await opened.enter_async_context(httpx.AsyncClient(base_url=api.http.base_url, timeout=40))
            answer = await opened.enter_async_context(http.stream("GET", "/v1/events/stream", headers=headers))
            await anext(answer.aiter_lines())
            begun = time.monotonic()
        assert time.monotonic() - begun < 5


async def test_an_inbox_is_for_staff_and_leaves_a_view(api: Api) -> None:
    reference = await filed(api)
    await order(api, reference, "claim", OMAR)
    await api.system.caught_up(reference)
    answer = await api.ask(
        "GET", "/v1/inbox", params={"limit": 100}, permit=api.permit(api.system.signer(OMAR), why="work")
    )
    assert answer.status_code == 200, answer.text
    assert reference in {each["row"]["reference"] for each in answer.json()["mine"]}
    assert answer.json()["totals"]["mine"] >= 1
    (view,) = looks(api, 'SELECT by, about FROM "view" WHERE verb = %s ORDER BY id DESC LIMIT 1', "list")
    assert view == {"by": "omar", "about": {"inbox": True}}
    assert (await api.ask("GET", "/v1/inbox")).status_code == 403
