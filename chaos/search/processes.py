"""The shards of a search in one process or several: calls, pipes, and the exchange of states between shards."""

import gc
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol

from chaos.search.shard import Arrival, Expanded, Graph, Shard

_FEW = 100
"""Among so many states the nearest one is looked for."""


class _Caller(Protocol):
    """A shard, here or in another process: a method is called first, and its result taken later."""

    def call(self, method: str, *args: Any) -> None:
        """Begin a call."""

    def result(self) -> Any:
        """The result of the call that was begun."""


class _Local:
    def __init__(self, shard: Shard) -> None:
        self._shard = shard
        self._result: Any = None

    def call(self, method: str, *args: Any) -> None:
        self._result = getattr(self._shard, method)(*args)

    def result(self) -> Any:
        return self._result


class _Remote:
    def __init__(self, pipe: "Connection[Any, Any]") -> None:
        self._pipe = pipe

    def call(self, method: str, *args: Any) -> None:
        self._pipe.send((method, args))

    def result(self) -> Any:
        return self._pipe.recv()


class Shards:
    """All shards of a search; what is asked of all is asked at once, so that they work side by side."""

    def __init__(self, callers: list[_Caller]) -> None:
        self._callers = callers

    def begin_level(self) -> list[int]:
        """Go on to the next level; how many states each shard has in it."""
        return self._all("begin_level")

    def expand(self, limit: int) -> list[Expanded]:
        """Expand so many states of each shard, or what is left of the level."""
        return self._all("expand", limit)

    def graph(self) -> list[Graph]:
        """What each shard knows for the backward search."""
        return self._all("graph")

    def keep(self, folder: Path) -> None:
        """Have each shard write down what it knows."""
        self._each("keep", folder)

    def go_on(self, folder: Path) -> None:
        """Have each shard go on from what it wrote down."""
        self._each("go_on", folder)

    def exchange(self, outgoing: list[list[list[Arrival]]]) -> list[int]:
        """Give each shard what the others found for it; how many states each knows."""
        for number, caller in enumerate(self._callers):
            caller.call("receive", [arrival for each in outgoing for arrival in each[number]])
        return [caller.result() for caller in self._callers]

    def origin(self, digest: int) -> tuple[int, int]:
        """The state from which a state was first reached, and by which action."""
        caller = self._callers[digest % len(self._callers)]
        caller.call("origin", digest)
        origin: tuple[int, int] = caller.result()
        return origin

    def first(self, digests: set[int]) -> int:
        """Of some states the one with the fewest actions before it."""
        return min(digests, key=self._depth) if len(digests) < _FEW else next(iter(digests))

    def _depth(self, digest: int) -> int:
        depth = 0
        while (origin := self.origin(digest)[0]) != digest:
            digest, depth = origin, depth + 1
        return depth

    def _each(self, method: str, folder: Path) -> None:
        for number, caller in enumerate(self._callers):
            caller.call(method, folder / f"shard-{number}-of-{len(self._callers)}")
        for caller in self._callers:
            caller.result()

    def _all(self, method: str, *args: Any) -> list[Any]:
        for caller in self._callers:
            caller.call(method, *args)
        return [caller.result() for caller in self._callers]


@contextmanager
def shards_in(workers: int) -> Iterator[Shards]:
    """The shards: one in this process, or each in a process of its own."""
    if workers == 1:
        with _without_collections():
            yield Shards([_Local(Shard(0, 1))])
        return
    context = multiprocessing.get_context("forkserver")
    pipes = [context.Pipe() for _ in range(workers)]
    processes = [
        context.Process(target=_serve, args=(theirs, number, workers), daemon=True)
        for number, (_, theirs) in enumerate(pipes)
    ]
    for process, (_, theirs) in zip(processes, pipes, strict=True):
        process.start()
        theirs.close()  # so that a shard that dies ends its pipe
    try:
        yield Shards([_Remote(ours) for ours, _ in pipes])
    finally:
        for process in processes:
            process.terminate()
            process.join()


@contextmanager
def _without_collections() -> Iterator[None]:
    """Nothing of a search refers to itself, and a collection would look at every state that waits."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _serve(pipe: "Connection[Any, Any]", number: int, count: int) -> None:
    """Answer the calls of the exploration with a shard of this process."""
    shard = _Local(Shard(number, count))
    with _without_collections():
        while True:
            method, args = pipe.recv()
            shard.call(method, *args)
            pipe.send(shard.result())
