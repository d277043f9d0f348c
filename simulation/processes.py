"""Parts of a simulation in several processes, a bounded number of them under way."""

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any, TypeVar

_UNDER_WAY = 3
"""Parts for each process that are read before they are needed."""


Part = TypeVar("Part")
Result = TypeVar("Result")

_work: Callable[[Any], Any] | None = None
"""What a process of a pool does with each part; forked, so that policies are not sent."""


def in_processes(work: Callable[[Part], Result], parts: Iterable[Part], processes: int) -> Iterator[Result]:
    """The result of each part, in their order. With one process, in this one."""
    if processes <= 1:
        yield from map(work, parts)
        return
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(processes, context, initializer=_take_on, initargs=(work,)) as pool:
        under_way = deque[Future[Result]]()
        for part in parts:
            under_way.append(pool.submit(_call, part))
            if len(under_way) >= processes * _UNDER_WAY:
                yield under_way.popleft().result()
        for future in under_way:
            yield future.result()


def _take_on(work: Callable[[Any], Any]) -> None:
    global _work  # noqa: PLW0603 - one for the life of the process
    _work = work


def _call(part: Any) -> Any:
    assert _work  # noqa: S101
    return _work(part)
