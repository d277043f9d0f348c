"""Bounded concurrency: order, bound, failure, and a reader who stops early."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from activities.concurrency import Throttle, all_of, bounded


class Work:
    """Work that counts how much of it ran at once, and what was cancelled."""

    def __init__(self) -> None:
        self.running = self.most = 0
        self.cancelled: list[int] = []

    async def __call__(self, seconds_100: int) -> int:
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            await asyncio.sleep(seconds_100 / 100)
        except asyncio.CancelledError:
            self.cancelled.append(seconds_100)
            raise
        finally:
            self.running -= 1
        if seconds_100 == 7:
            raise ValueError("seven")
        return seconds_100


async def test_no_more_than_the_limit_is_in_flight() -> None:
    work = Work()
    assert sorted([each async for each in bounded(work, [1, 2, 3, 1, 2, 3], 2)]) == [1, 1, 2, 2, 3, 3]
    assert work.most == 2


async def test_results_come_as_they_are_done_or_in_the_order_of_the_items() -> None:
    assert [each async for each in bounded(Work(), [9, 1], 2)] == [1, 9]
    assert [each async for each in bounded(Work(), [9, 1], 2, in_order=True)] == [9, 1]
    assert await all_of(Work(), [9, 1, 4], 2) == [9, 1, 4]


async def test_a_failure_is_raised_and_ends_what_is_in_flight() -> None:
    work = Work()
    with pytest.raises(ValueError, match="seven"):
        await all_of(work, [7, 90, 91], 3)
    assert sorted(work.cancelled) == [90, 91]
    assert work.running == 0


async def test_a_reader_who_stops_leaves_nothing_behind() -> None:
    work = Work()
    results = bounded(work, [1, 90], 2)
    async for _ in results:
        break
    await results.aclose()
    assert work.cancelled == [90]


async def test_items_are_taken_only_when_there_is_room() -> None:
    taken = []

    async def source() -> AsyncIterator[int]:
        for item in (1, 1, 1, 1):
            taken.append(item)
            yield item

    async for _ in bounded(Work(), source(), 1):
        assert len(taken) <= 3
        break


async def test_so_many_things_begin_each_second_evenly_and_no_more_after_a_pause() -> None:
    throttle, loop = Throttle(100), asyncio.get_running_loop()
    began = loop.time()
    await asyncio.gather(*(throttle.turn() for _ in range(11)))
    assert loop.time() - began >= 0.1
    await asyncio.sleep(0.05)
    paused = loop.time()
    await asyncio.gather(*(throttle.turn() for _ in range(6)))
    assert loop.time() - paused >= 0.05
    for _ in range(1_000):
        await Throttle(0).turn()
