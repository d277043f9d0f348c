"""Bounded concurrency: an asynchronous function applied to many items, a fixed number of them in flight."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable, Iterable
from contextlib import aclosing
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


async def bounded(
    work: Callable[[Item], Awaitable[Result]],
    items: Iterable[Item] | AsyncIterable[Item],
    limit: int,
    *,
    in_order: bool = False,
) -> AsyncGenerator[Result, None]:
    """The result of `work` for each item, as they finish or in the order of the items; at most `limit` are in flight.

    An item is taken only when there is room for it. The first failure is raised; what is still in flight is then
    cancelled and waited for, also when the reader stops reading.
    """

    async def run(item: Item) -> Result:
        return await work(item)

    in_flight: list[asyncio.Task[Result]] = []
    try:
        async with aclosing(_each(items)) as source:
            async for item in source:
                while len(in_flight) >= limit:
                    yield (await _next_done(in_flight, in_order)).result()
                in_flight.append(asyncio.create_task(run(item)))
        while in_flight:
            yield (await _next_done(in_flight, in_order)).result()
    finally:
        for task in in_flight:
            task.cancel()
        await asyncio.gather(*in_flight, return_exceptions=True)


async def all_of(work: Callable[[Item], Awaitable[Result]], items: Iterable[Item], limit: int) -> list[Result]:
    """The results of `work` in the order of the items, at most `limit` in flight."""
    return [result async for result in bounded(work, items, limit, in_order=True)]


async def _next_done(in_flight: list[asyncio.Task[Result]], in_order: bool) -> asyncio.Task[Result]:
    """Remove and return the next finished task: the oldest, or whichever is done first."""
    if in_order:
        await asyncio.wait(in_flight[:1])
        return in_flight.pop(0)
    done, _ = await asyncio.wait(in_flight, return_when=asyncio.FIRST_COMPLETED)
    first = next(task for task in in_flight if task in done)
    in_flight.remove(first)
    return first


async def _each(items: Iterable[Item] | AsyncIterable[Item]) -> AsyncGenerator[Item, None]:
    if isinstance(items, AsyncIterable):
        async for item in items:
            yield item
    else:
        for item in items:
            yield item


class Throttle:
    """Lets so many things begin each second, evenly; a pause is not made up for. 0: any number."""

    def __init__(self, per_second: float) -> None:
        self._between = 1 / per_second if per_second else 0.0
        self._free_at = 0.0

    async def turn(self) -> None:
        """Wait until the next one may begin."""
        if self._between:
            loop = asyncio.get_running_loop()
            at = max(self._free_at, loop.time())
            self._free_at = at + self._between
            await asyncio.sleep(at - loop.time())
