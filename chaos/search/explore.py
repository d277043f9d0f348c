"""The exploration: breadth first, level by level, over shards in one process or several.

Every state of a level is expanded before the next level begins, so the first way found to a state is a shortest one.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from chaos.outcome import Progress, silent
from chaos.search.invariants import INVARIANTS
from chaos.search.processes import Shards, shards_in
from chaos.search.reachability import NO_END, without_an_end
from chaos.search.shard import TOTAL, Found, Graph
from chaos.search.world import ACTIONS

PROMISES = (TOTAL, *(invariant.__name__ for invariant in INVARIANTS), NO_END)
"""The names of all invariants."""
AT_ONCE = 500
"""How many states a shard expands before it shows what it found."""


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


def explore(limits: Limits, workers: int = 1, progress: Progress = silent) -> Report:
    """Explore the world until nothing is left or a limit is reached."""
    with shards_in(workers) as shards:
        return _Search(shards, limits, progress).run()


class _Search:
    """One exploration."""

    def __init__(self, shards: Shards, limits: Limits, progress: Progress) -> None:
        self._shards, self._limits, self._progress = shards, limits, progress
        self._began = time.monotonic()
        self._report = Report()
        self._found: dict[str, Found] = {}

    def run(self) -> Report:
        """Explore level after level, and then look for ends backwards."""
        report = self._report
        while not self._must_stop() and (width := sum(self._shards.begin_level())):
            self._level()
            report.depth += 1
            self._progress(f"depth {report.depth}: {width:,} states of {report.states:,}, {self._rate():,.0f} a second")
        graphs = self._shards.graph()
        report.whole = not any(graph.unexpanded for graph in graphs)
        self._look_for_ends(graphs)
        report.violations = [self._violation(found) for found in self._found.values()]
        report.seconds = time.monotonic() - self._began
        return report

    def _level(self) -> None:
        """Expand the states of this level, as many as the limits allow."""
        left = True
        while left and not self._must_stop():
            results = self._shards.expand(AT_ONCE)
            for result in results:
                self._report.expanded += result.states
                self._report.transitions += result.transitions
                for found in result.found:
                    self._found.setdefault(found.invariant, found)
            self._report.states = sum(self._shards.exchange([result.outgoing for result in results]))
            left = any(result.left for result in results)

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
        return self._report.expanded / max(time.monotonic() - self._began, 0.001)


def _names(actions: Iterable[int]) -> Iterator[str]:
    place = 0
    for number in actions:
        action = ACTIONS[place][number]
        place += action.advances
        yield action.name
