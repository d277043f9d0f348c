"""The event loop of a command, which Ctrl-C ends at once."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")
Item = TypeVar("Item")


class _AbandonedThreads(ThreadPoolExecutor):
    """Threads that nobody waits for at the end: one may be waiting for a server, and the process ends anyway."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        super().shutdown(wait=False, cancel_futures=True)


def run(main: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine to its end. Raises KeyboardInterrupt at Ctrl-C, also while one of its threads waits."""

    async def with_threads() -> Result:
        asyncio.get_running_loop().set_default_executor(_AbandonedThreads())
        return await main

    return asyncio.run(with_threads())


async def in_thread(items: Iterable[Item]) -> AsyncIterator[Item]:
    """The items of what may wait for a file or a server, each taken in a thread."""
    iterator = iter(items)
    while (batch := await asyncio.to_thread(_next, iterator)) is not None:
        yield batch[0]


def _next(iterator: Iterator[Item]) -> tuple[Item] | None:
    for item in iterator:
        return (item,)
    return None
