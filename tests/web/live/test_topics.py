"""What open pages are told: made once for all who see the same, only what changed, and an end for every stream."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable

import pytest
from starlette.types import Message

from errors import Cause, Component, Unreachable
from web.access.limits import TooManyCalls
from web.live import streams, topics
from web.live.streams import MOST_OF_SESSION, LivePages, LiveResponse, parts_event, read_marks, told
from web.live.topics import State, Topics


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topics, "GATHERED", 0.02)
    monkeypatch.setattr(streams, "BEATS", 0.1)


class House:
    """Something that is shown, and how often it was made."""

    def __init__(self) -> None:
        self.value, self.made, self.away = "1", 0, False

    async def make(self) -> State:
        self.made += 1
        if self.away:
            raise Unreachable(Component.RECORDS, Cause.NO_ANSWER)
        return State({"now": self.value, "figures": "same"}, f"at {self.made}")


async def yes() -> bool:
    return True


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.005)


async def event(stream: AsyncIterator[str]) -> tuple[str, dict[str, object], str]:
    """The next event: its kind, data and id; signs of life are passed over."""
    async for text in stream:
        lines = dict(line.split(": ", 1) for line in text.splitlines() if ": " in line and not line.startswith(":"))
        if "event" in lines:
            return lines["event"], json.loads(lines["data"]), lines.get("id", "")
    raise AssertionError("the stream has ended")


async def test_what_many_see_is_made_once_and_again_only_after_what_is_written() -> None:
    house, all_topics = House(), Topics()
    readers = [all_topics.read("key", house.make) for _ in range(50)]
    assert {(await each.after(0)).parts["now"] for each in readers} == {"1"} and house.made == 1
    await asyncio.sleep(0.1)
    assert house.made == 1
    house.value = "2"
    for _ in range(20):
        all_topics.changed()
    assert (await readers[0].after(1)).parts["now"] == "2"
    await asyncio.sleep(0.1)
    assert house.made == 2
    for _ in readers:
        all_topics.leave("key")
    assert len(all_topics) == 0


async def test_what_somebody_reads_is_at_hand_until_something_is_written() -> None:
    house, all_topics = House(), Topics()
    assert all_topics.current("key") is None
    topic = all_topics.read("key", house.make)
    assert all_topics.current("key") is None
    made = await topic.after(0)
    assert all_topics.current("key") is made
    all_topics.changed()
    assert all_topics.current("key") is None
    assert await topic.after(1) is all_topics.current("key")
    all_topics.leave("key")
    assert all_topics.current("key") is None


async def test_time_alone_makes_it_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topics, "ANYWAY", 0.05)
    house, all_topics = House(), Topics()
    all_topics.read("key", house.make)
    await until(lambda: house.made >= 3)
    all_topics.leave("key")


async def test_while_the_records_are_away_it_stays_as_it_was() -> None:
    house, all_topics = House(), Topics()
    topic = all_topics.read("key", house.make)
    await topic.after(0)
    house.away = True
    all_topics.changed()
    await until(lambda: house.made == 2)
    assert topic.state.parts["now"] == "1"
    house.away, house.value = False, "3"
    all_topics.changed()
    assert (await topic.after(1)).parts["now"] == "3"
    all_topics.leave("key")


async def test_a_stream_tells_what_changed_alone_and_goes_on_where_a_browser_was() -> None:
    house, all_topics, stopping = House(), Topics(), asyncio.Event()
    topic = all_topics.read("key", house.make)
    stream = told(topic, {}, yes, stopping)
    kind, data, first = await event(stream)
    assert (kind, data["parts"]) == ("state", {"now": "1", "figures": "same"})
    house.value = "2"
    all_topics.changed()
    _, data, second = await event(stream)
    assert (data["parts"], data["at"]) == ({"now": "2"}, "at 2") and first != second
    again = told(topic, read_marks(second), yes, stopping)
    assert (await event(again))[1]["parts"] == {}
    late = told(topic, read_marks(first), yes, stopping)
    assert (await event(late))[1]["parts"] == {"now": "2"}
    all_topics.leave("key")


async def test_a_stream_ends_with_the_process_and_with_the_right_to_read() -> None:
    house, all_topics, stopping, may = House(), Topics(), asyncio.Event(), [True]

    async def still() -> bool:
        return may[0]

    topic = all_topics.read("key", house.make)
    stream = told(topic, {}, still, stopping)
    await event(stream)
    may[0] = False
    assert (await event(stream))[0] == "end"
    assert [each async for each in stream] == []
    other = told(topic, {}, yes, stopping)
    await event(other)
    stopping.set()
    assert [each async for each in other if not each.startswith(":")] == []
    all_topics.leave("key")


@pytest.mark.parametrize("goes_away", [True, False])
async def test_whoever_is_gone_or_does_not_read_frees_their_place(
    goes_away: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "TAKEN_WITHIN", 0.05)
    house, all_topics, ended = House(), Topics(), asyncio.Event()
    gone, sent = asyncio.Event(), list[Message]()

    async def receive() -> Message:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)
        if message["type"] == "http.response.body" and not goes_away:
            await asyncio.sleep(60)  # the buffers are full

    topic = all_topics.read("key", house.make)
    response = LiveResponse(told(topic, {}, yes, asyncio.Event()), {}, ended.set)
    if goes_away:
        asyncio.get_running_loop().call_later(0.1, gone.set)
    async with asyncio.timeout(5):
        await response({"type": "http"}, receive, send)
    assert ended.is_set() and sent[0]["status"] == 200
    assert (b"content-type", b"text/event-stream; charset=utf-8") in sent[0]["headers"]
    all_topics.leave("key")


def test_a_session_has_so_many_streams_and_no_more() -> None:
    live, opened = LivePages("postgresql://nowhere"), []
    for _ in range(MOST_OF_SESSION):
        opened.append(live.admitted("mine"))
        opened[-1].__enter__()
    with pytest.raises(TooManyCalls), live.admitted("mine"):
        pass
    with live.admitted("yours"):
        assert live.open == MOST_OF_SESSION + 1
    opened.pop().__exit__(None, None, None)
    with live.admitted("mine"):
        pass


def test_a_process_has_so_many_streams_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MOST", 1)
    live = LivePages("postgresql://nowhere")
    with live.admitted("one"), pytest.raises(TooManyCalls), live.admitted("two"):
        pass
    assert live.open == 0


def test_what_a_browser_says_it_knows_is_read_as_far_as_it_is_something() -> None:
    state = State({"now": "a", "figures": "b"})
    known = read_marks(parts_event(state, {}).splitlines()[0].removeprefix("id: "))
    assert known == state.marks
    assert read_marks("x . .y z.") == {} and len(read_marks("a.b " * 1_000)) <= 10
