"""Named tasks beside the main loop of a case, each running at most once at a time."""

import asyncio
from collections.abc import Callable, Collection, Coroutine, Iterator
from typing import Any

from temporalio.exceptions import is_cancelled_exception


class TaskSet:
    """Running tasks by name. `changed` is called whenever one ends; the first failure is kept in `failure`."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self.failure: BaseException | None = None
        self._changed = changed
        self._running: dict[str, asyncio.Task[None]] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._running

    def __iter__(self) -> Iterator[str]:
        return iter(self._running)

    def __len__(self) -> int:
        return len(self._running)

    def start(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """Start a task under a name that the set does not contain yet."""
        task = self._running[name] = asyncio.create_task(work)
        task.add_done_callback(lambda done: self._ended(name, done))

    def cancel(self, *, but: Collection[str]) -> None:
        """Cancel every task except some; they leave the set when the cancellation has reached them."""
        for name, task in list(self._running.items()):
            if name not in but:
                task.cancel()

    def _ended(self, name: str, task: "asyncio.Task[None]") -> None:
        del self._running[name]
        self._changed()
        if not task.cancelled() and (failure := task.exception()) and not is_cancelled_exception(failure):
            self.failure = self.failure or failure
