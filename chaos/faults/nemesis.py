"""The nemesis: injects kills and pauses into the components of a system by a seeded schedule, and logs each of them."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from random import Random
from typing import Protocol

from chaos.seeded import seeded_random

GAP = (0.5, 3.0)
"""Seconds between injections, at random in between."""
DOWN = (0.0, 2.0)
"""Seconds a killed component stays down."""
PAUSED = (2.0, 5.0)
"""Seconds a component is paused."""
TWO_AT_ONCE = 0.10
PAUSES = 0.12
"""Shares of the injections: those of two components at once, and those that pause one instead of killing it."""
LASTING_AT_ONCE = 16
"""How many faults can last at the same time."""
AT_LEAST = 3
"""How often every kind of component is killed."""
_STREAM, _PAUSING_STREAM = "monkey", "long pauses"
"""The names of the random streams; others would give each seed another schedule than in published runs."""


class FaultKind(StrEnum):
    """What is done to a component."""

    KILL = "kill"
    PAUSE = "pause"


@dataclass(frozen=True)
class PlannedFault:
    """A fault of the schedule: of the components of one kind, number `which` modulo their count is hit."""

    component: str
    which: int
    kind: FaultKind
    seconds: float


@dataclass(frozen=True)
class Injection:
    """Faults that are injected together, `gap` seconds after those before."""

    gap: float
    faults: tuple[PlannedFault, ...]


@dataclass(frozen=True)
class InjectedFault:
    """A fault as it was injected into one process. `component` is the kind of process: `worker`, `postgres`, …"""

    component: str
    process: str
    kind: FaultKind
    at: datetime
    seconds: float = 0.0
    """How long it lasted at least."""

    @property
    def until(self) -> datetime:
        """Until when it can cut something short: what was paused meets the world again when it goes on."""
        return self.at + timedelta(seconds=self.seconds) if self.kind is FaultKind.PAUSE else self.at


@dataclass(frozen=True)
class LongPauses:
    """How often each kind of component is paused, and for how many seconds, at random in between."""

    times: Mapping[str, int]
    seconds: tuple[float, float]


class FaultTarget(Protocol):
    """A process that can be killed and paused."""

    name: str

    def kill(self) -> None:
        """Kill -9; it stays down until `start`."""

    def start(self) -> None:
        """Let it run again."""

    def pause(self) -> None:
        """Suspend it (SIGSTOP)."""

    def resume(self) -> None:
        """Let it go on (SIGCONT)."""


class FaultLog:
    """The log of injected faults, one line of JSON each; it may be written by several threads."""

    def __init__(self, file: Path) -> None:
        self._out = file.open("a", encoding="utf-8")
        self._writing = threading.Lock()

    def note(self, process: str, kind: FaultKind, **more: float) -> None:
        """Write down that a fault was injected now."""
        fault = {"component": component_of(process), "process": process, "kind": kind, **more}
        with self._writing:
            self._out.write(json.dumps({**fault, "at": datetime.now(UTC).isoformat()}) + "\n")
            self._out.flush()


def component_of(process: str) -> str:
    """The kind of component that a process is: `worker` for `worker-2`."""
    return process.partition("-")[0]


def schedule(seed: int, kinds: Sequence[str], kills: int) -> tuple[Injection, ...]:
    """Exactly so many kills, at least three of every kind of component. Raises ValueError when they are too few."""
    if kills < AT_LEAST * len(kinds):
        raise ValueError(f"{kills} kills are too few for {len(kinds)} kinds of component")
    random = seeded_random(seed, _STREAM)
    victims = [*kinds] * AT_LEAST + random.choices(kinds, k=kills - AT_LEAST * len(kinds))
    random.shuffle(victims)
    return tuple(_injections(random, kinds, victims))


def schedule_with_pauses(
    seed: int, kinds: Sequence[str], kills: int, pauses: LongPauses, gap: tuple[float, float]
) -> tuple[Injection, ...]:
    """Exactly so many kills, one after another with such gaps, as `schedule` has them; in between the pauses."""
    if kills < AT_LEAST * len(kinds):
        raise ValueError(f"{kills} kills are too few for {len(kinds)} kinds of component")
    random = seeded_random(seed, _PAUSING_STREAM)
    victims = [*kinds] * AT_LEAST + random.choices(kinds, k=kills - AT_LEAST * len(kinds))
    faults = [_fault(random, victim, FaultKind.KILL, DOWN) for victim in victims]
    paused = [component for component, times in pauses.times.items() for _ in range(times)]
    faults += [_fault(random, component, FaultKind.PAUSE, pauses.seconds) for component in paused]
    random.shuffle(faults)
    return tuple(Injection(random.uniform(*gap), (fault,)) for fault in faults)


def expected_seconds(kills: int) -> float:
    """How long a schedule of so many kills takes, about."""
    return kills / (1 + TWO_AT_ONCE) / (1 - PAUSES) * sum(GAP) / 2


def _injections(random: Random, kinds: Sequence[str], victims: list[str]) -> Iterator[Injection]:
    while victims:
        gap = random.uniform(*GAP)
        if random.random() < PAUSES:
            yield Injection(gap, (_fault(random, random.choice(kinds), FaultKind.PAUSE, PAUSED),))
            continue
        hit = [victims.pop()]
        if random.random() < TWO_AT_ONCE and (others := [each for each in victims if each not in hit]):
            hit.append(others[-1])
            victims.remove(others[-1])
        yield Injection(gap, tuple(_fault(random, component, FaultKind.KILL, DOWN) for component in hit))


def _fault(random: Random, component: str, kind: FaultKind, lasting: tuple[float, float]) -> PlannedFault:
    return PlannedFault(component, random.randrange(1_000), kind, random.uniform(*lasting))


class Nemesis:
    """Injects the faults of a schedule, each in a thread of its own. At its end every component runs.

    `targets` gives the processes of a kind of component that can be hit now, at least one. `injected` is called after
    each injection.
    """

    def __init__(
        self,
        targets: Callable[[str], Sequence[FaultTarget]],
        log: FaultLog,
        injected: Callable[[], None] = lambda: None,
    ) -> None:
        self._targets, self._log, self._injected = targets, log, injected
        self._busy: dict[str, threading.Lock] = {}

    def run(self, injections: Sequence[Injection]) -> None:
        """The whole schedule, until the last component runs again."""
        with ThreadPoolExecutor(LASTING_AT_ONCE, thread_name_prefix="nemesis") as threads:
            lasting = []
            for injection in injections:
                time.sleep(injection.gap)
                lasting += [threads.submit(self._inject, fault) for fault in injection.faults]
        for each in lasting:
            each.result()

    def _inject(self, fault: PlannedFault) -> None:
        """One fault from its beginning to its end. A process that the last fault still holds is waited for."""
        there = self._targets(fault.component)
        target = there[fault.which % len(there)]
        begin, end = (target.kill, target.start) if fault.kind is FaultKind.KILL else (target.pause, target.resume)
        with self._busy.setdefault(target.name, threading.Lock()):
            begin()
            self._log.note(target.name, fault.kind, seconds=round(fault.seconds, 3))
            self._injected()
            time.sleep(fault.seconds)
            end()
