"""The nemesis: kills and pauses parts of the stack by a plan that its seed alone makes, and writes down every blow."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from chaos.system.component import Component
from chaos.workload.seeded import dice

KILL, PAUSE = "kill", "pause"
GAP = (0.5, 3.0)
"""Seconds between blows, at random in between."""
DOWN = (0.0, 2.0)
"""Seconds a killed part stays down."""
STILL = (2.0, 5.0)
"""Seconds a paused part stands still."""
TWO_AT_ONCE = 0.10
PAUSES = 0.12
"""Shares of the strikes: those that hit two kinds of part, and those that pause one instead of killing."""
HANDS = 16
"""How many blows can be lasting at once."""
AT_LEAST = 3
"""How often every kind of part is killed."""


@dataclass(frozen=True)
class Blow:
    """What is done to one part of a kind, `which` of them says a number; it lasts so many seconds."""

    component: str
    which: int
    how: str
    seconds: float


@dataclass(frozen=True)
class Strike:
    """Blows that fall together, so many seconds after those before."""

    gap: float
    blows: tuple[Blow, ...]


def kind_of(process: str) -> str:
    """`worker` for `worker-2`."""
    return process.partition("-")[0]


def strikes(seed: int, kinds: Sequence[str], kills: int) -> tuple[Strike, ...]:
    """The plan: exactly so many kills, of every kind at least three. Raises ValueError when there are too few."""
    if kills < AT_LEAST * len(kinds):
        raise ValueError(f"{kills} kills are too few for {len(kinds)} kinds of part")
    chance = dice(seed, "monkey")
    victims = [*kinds] * AT_LEAST + chance.choices(kinds, k=kills - AT_LEAST * len(kinds))
    chance.shuffle(victims)
    return tuple(_strikes(chance, kinds, victims))


def expected_seconds(kills: int) -> float:
    """How long a plan of so many kills takes, about."""
    return kills / (1 + TWO_AT_ONCE) / (1 - PAUSES) * sum(GAP) / 2


def _strikes(chance: Random, kinds: Sequence[str], victims: list[str]) -> Iterator[Strike]:
    while victims:
        gap = chance.uniform(*GAP)
        if chance.random() < PAUSES:
            yield Strike(gap, (_blow(chance, chance.choice(kinds), PAUSE, STILL),))
            continue
        hit = [victims.pop()]
        if chance.random() < TWO_AT_ONCE and (others := [each for each in victims if each not in hit]):
            hit.append(others[-1])
            victims.remove(others[-1])
        yield Strike(gap, tuple(_blow(chance, kind, KILL, DOWN) for kind in hit))


def _blow(chance: Random, kind: str, how: str, lasting: tuple[float, float]) -> Blow:
    return Blow(kind, chance.randrange(1_000), how, chance.uniform(*lasting))


class Monkey:
    """Carries a plan out on the parts of a stack, from a thread of its own. At its end every part runs.

    `parts` gives those of a kind that can be hit now, at least one.
    """

    def __init__(
        self, parts: Callable[[str], Sequence[Component]], log: Path, step: Callable[[], None] = lambda: None
    ) -> None:
        self._parts, self._step = parts, step
        self._out = log.open("a", encoding="utf-8")
        self._writing, self._stopped = threading.Lock(), threading.Event()
        self._busy: dict[str, threading.Lock] = {}

    def carry_out(self, plan: Sequence[Strike]) -> None:
        """All strikes, to the return of the last part; ends early when `stop` is called."""
        with ThreadPoolExecutor(HANDS, thread_name_prefix="monkey") as hands:
            blows = []
            for strike in plan:
                if self._stopped.wait(strike.gap):
                    break
                blows += [hands.submit(self._strike, blow) for blow in strike.blows]
        for blow in blows:
            blow.result()

    def stop(self) -> None:
        """No further strikes."""
        self._stopped.set()

    def _strike(self, blow: Blow) -> None:
        """One blow. A part that is down from the last one is waited for."""
        there = self._parts(blow.component)
        part = there[blow.which % len(there)]
        with self._busy.setdefault(part.name, threading.Lock()):
            if blow.how == KILL:
                part.kill()
            else:
                part.pause()
            self._note(blow, part.name)
            time.sleep(blow.seconds)
            if blow.how == KILL:
                part.start()
            else:
                part.resume()

    def _note(self, blow: Blow, process: str) -> None:
        done = {"component": kind_of(process), "process": process, "how": blow.how, "seconds": round(blow.seconds, 3)}
        with self._writing:
            line = {**done, "at": datetime.now(UTC).isoformat()}
            self._out.write(json.dumps(line) + "\n")
            self._out.flush()
        self._step()
