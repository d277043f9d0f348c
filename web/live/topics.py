"""What open pages show, made once for all who see the same: a topic has parts, and is made anew after what is written.

It is also made anew each minute: cases become late without anybody writing anything, and what nobody announced is seen.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from errors import TawasulError

log = logging.getLogger("web")

GATHERED = 1.0
"""Seconds between two makings of a topic at least, however much is written."""
ANYWAY = 60.0
"""Seconds after which it is made anew anyway."""

Parts = Mapping[str, str]
"""The parts of a page by their names, as HTML."""


@dataclass(frozen=True)
class State:
    """What a topic is at an instant: its parts, and a mark of each, which changes with it."""

    parts: Parts = field(default_factory=dict)
    at: str = ""
    """As of when, as the page says it."""

    @cached_property
    def marks(self) -> Mapping[str, str]:
        """The mark of each part."""
        return {name: mark_of(text) for name, text in self.parts.items()}


def mark_of(text: str) -> str:
    """By which two texts are told apart."""
    return sha256(text.encode()).hexdigest()[:12]


@dataclass(eq=False)
class Topic:
    """What several open pages show alike. `make` gives its state; while the records are away it stays as it was."""

    make: Callable[[], Awaitable[State]]
    gathered: float = 0.0
    """Seconds between two makings at least; those of all where it says less."""
    state: State = field(default_factory=State)
    version: int = 0
    """Counts the states."""
    readers: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _made: asyncio.Condition = field(default_factory=asyncio.Condition)

    def changed(self) -> None:
        """Something was written."""
        self._changed.set()

    @property
    def is_current(self) -> bool:
        """Whether nothing was announced since it was made."""
        return self.version > 0 and not self._changed.is_set()

    async def run(self) -> None:
        """Make it now, and anew whenever something was written, until it is cancelled."""
        while True:
            self._changed.clear()
            await self._make()
            await asyncio.sleep(max(GATHERED, self.gathered))
            with suppress(TimeoutError):
                async with asyncio.timeout(ANYWAY):
                    await self._changed.wait()

    async def _make(self) -> None:
        try:
            state = await self.make()
        except TawasulError as error:
            log.warning("a live page waits", extra={"error": error.code})
            return
        async with self._made:
            self.state, self.version = state, self.version + 1
            self._made.notify_all()

    async def after(self, version: int) -> State:
        """The state behind a version, as soon as there is one."""
        async with self._made:
            await self._made.wait_for(lambda: self.version > version)
            return self.state


class Topics:
    """The topics of a process, each for as long as somebody reads it."""

    def __init__(self) -> None:
        self._known: dict[Hashable, tuple[Topic, asyncio.Task[None]]] = {}

    def changed(self) -> None:
        """Something was written: every topic is looked at."""
        for topic, _ in self._known.values():
            topic.changed()

    def current(self, key: Hashable) -> State | None:
        """The state of a topic that somebody reads, as long as nothing was announced since it was made."""
        topic = self._known[key][0] if key in self._known else None
        return topic.state if topic and topic.is_current else None

    def read(self, key: Hashable, make: Callable[[], Awaitable[State]], gathered: float = 0.0) -> Topic:
        """Begin to read a topic; the first who does has it made. Whoever reads ends it by `leave`."""
        if key not in self._known:
            topic = Topic(make, gathered)
            self._known[key] = (topic, asyncio.create_task(topic.run()))
        topic = self._known[key][0]
        topic.readers += 1
        return topic

    def leave(self, key: Hashable) -> None:
        """End reading; with the last reader the topic ends."""
        topic, task = self._known[key]
        topic.readers -= 1
        if not topic.readers:
            task.cancel()
            del self._known[key]

    def __len__(self) -> int:
        return len(self._known)
