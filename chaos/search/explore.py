"""The exploration: breadth first, level by level, over shards in one process or several.

Every state of a level is expanded before the next level begins, so the first way found to a state is a shortest one.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from chaos.outcome import Progress, silent
from chaos.search.invariants import INVARIANTS
from chaos.search.kept import KeptSearch
from chaos.search.processes import Shards, shards_in
from chaos.search.reachability import NO_END, without_an_end
from chaos.search.shard import TOTAL, Found, Graph
from chaos.search.world import ACTIONS

PROMISES = (TOTAL, *(invariant.__name__ for invariant in INVARIANTS), NO_END)
"""The names of all invariants."""
AT_ONCE = 500
"""How many states a shard expands before it shows what it found."""
KEEP_EVERY = 1_800
"""Seconds after which a search that is kept is written down."""


@dataclass(frozen=True)
class Limits:
    """When an exploration stops before it has seen everything."""

    states: int = 10**12
    seconds: float = 10**9
    first_violation: bool = False


@dataclass(frozen=True)
class Counterexample:
    """An invariant that does not hold, with a shortest sequence of actions that shows it."""

    invariant: str
    what: str
    actions: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.invariant.replace('_', ' ')}: {self.what}, after {' → '.join(self.actions) or 'nothing'}"


@dataclass
class Report:
    """What an exploration saw."""

    states: int = 0
    """How many were met."""
    expanded: int = 0
    """In how many of them every action was tried."""
    transitions: int = 0
    depth: int = 0
    seconds: float = 0.0
    whole: bool = False
    """Whether nothing was left to explore."""
    undetermined: int = 0
    """Open states of which it is not known whether an end can be reached, as not everything was explored."""
    violations: list[Counterexample] = field(default_factory=list)
    """The first one of each invariant."""

    @property
    def rate(self) -> float:
        """States expanded a second."""
        return self.expanded / max(self.seconds, 0.001)


def explore(limits: Limits, workers: int = 1, progress: Progress = silent, kept: KeptSearch | None = None) -> Report:
    """Explore the world until nothing is left or a limit is reached; go on from what is kept, and keep what is known.

    The seconds of `limits` are those of this run, the seconds of the report those of all runs.
    """
    with shards_in(workers) as shards:
        return _Search(shards, limits, progress, kept).run()


class _Search:
    """One exploration."""

    def __init__(self, shards: Shards, limits: Limits, progress: Progress, kept: KeptSearch | None) -> None:
        self._shards, self._limits, self._progress, self._kept = shards, limits, progress, kept
        self._began = self._written = time.monotonic()
        self._before = 0.0
        self._report = Report()
        self._found: dict[str, Found] = {}
        self._left = 0
        """How many states of this level are to be expanded yet."""

    def run(self) -> Report:
        """Explore level after level, and then look for ends backwards."""
        report = self._report = self._go_on()
        while not self._must_stop() and self._begin_level():
            self._level()
        graphs = self._shards.graph()
        report.whole = not any(graph.unexpanded for graph in graphs)
        self._keep()
        self._look_for_ends(graphs)
        report.violations = [self._violation(found) for found in self._found.values()]
        report.seconds = self._seconds()
        return report

    def _go_on(self) -> Report:
        """What an earlier run knew, if it was kept."""
        known = self._kept.read() if self._kept else None
        if self._kept is None or known is None:
            return Report()
        self._shards.go_on(self._kept.written)
        report: Report
        report, self._found, self._left, self._before = known
        return report

    def _keep(self) -> None:
        if self._kept:
            known = (self._report, self._found, self._left, self._seconds())
            self._kept.write(known, self._shards.keep)
        self._written = time.monotonic()

    def _begin_level(self) -> int:
        """Begin the next level, or go on with one that an earlier run began; how many states it has."""
        if not self._left:
            self._left = sum(self._shards.begin_level())
            self._report.depth += bool(self._left)
            self._say()
        return self._left

    def _level(self) -> None:
        """Expand the states of this level, as many as the limits allow."""
        while self._left and not self._must_stop():
            results = self._shards.expand(AT_ONCE)
            for result in results:
                self._report.expanded += result.states
                self._report.transitions += result.transitions
                for found in result.found:
                    self._found.setdefault(found.invariant, found)
            self._report.states = sum(self._shards.exchange([result.outgoing for result in results]))
            self._left = sum(result.left for result in results)
            if time.monotonic() - self._written > KEEP_EVERY:
                self._say()
                self._keep()

    def _say(self) -> None:
        report = self._report
        self._progress(
            f"depth {report.depth}: {self._left:,} of {report.states:,} states, {self._rate():,.0f} a second"
        )

    def _must_stop(self) -> bool:
        limits = self._limits
        late = time.monotonic() - self._began >= limits.seconds
        return late or self._report.states >= limits.states or (limits.first_violation and bool(self._found))

    def _look_for_ends(self, graphs: list[Graph]) -> None:
        stuck, self._report.undetermined = without_an_end(graphs)
        if stuck:
            self._found[NO_END] = Found(NO_END, f"{len(stuck)} states, the first", self._shards.first(stuck), -1)

    def _violation(self, found: Found) -> Counterexample:
        """A violation with its shortest sequence of actions."""
        actions = [found.action] if found.action >= 0 else []
        state = found.state
        while (origin := self._shards.origin(state))[0] != state:
            state, action = origin
            actions.append(action)
        return Counterexample(found.invariant, found.what, tuple(_names(reversed(actions))))

    def _rate(self) -> float:
        return self._report.expanded / max(self._seconds(), 0.001)

    def _seconds(self) -> float:
        return self._before + time.monotonic() - self._began


def _names(actions: Iterable[int]) -> Iterator[str]:
    place = 0
    for number in actions:
        action = ACTIONS[place][number]
        place += action.advances
        yield action.name
