"""One shard of the search: the states whose hash falls to it, and what follows from each of them.

A shard keeps the hash of every state it met, and where it came from. The states themselves are kept only until they
are expanded.
"""

import pickle
from array import array
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from chaos.search import canonical
from chaos.search.invariants import concerned
from chaos.search.memory import Memory, remembering
from chaos.search.policy import HORIZON, INSTANTS
from chaos.search.step import Transition
from chaos.search.world import ACTIONS, START, Move
from models.case.events import Event
from models.case.state import CaseState
from models.codes import Stage

TOTAL = "no_action_fails"
"""The invariant that `decide`, `evolve` and `settle` raise nothing."""

_NEARNESS = {
    Stage.CLOSED: 0,
    Stage.RESOLVED: 1,
    Stage.AWAITING_APPROVAL: 2,
    Stage.IN_REVIEW: 3,
    Stage.REPLIED: 3,
    Stage.QUEUED: 4,
    Stage.AWAITING_BENEFICIARY: 4,
    Stage.AWAITING_THIRD_PARTY: 4,
    Stage.RECEIVED: 5,
}
"""How many stages a case usually has before it, for choosing which edges to keep."""
_FARTHEST = max(_NEARNESS.values()) + 1


class Arrival(NamedTuple):
    """A state on its way to its shard, with the state and the action that led there first."""

    encoded: bytes
    digest: int
    parent: int
    action: int


class Found(NamedTuple):
    """One violation: in which state, by which action."""

    invariant: str
    what: str
    state: int
    action: int


class Expanded(NamedTuple):
    """What the expansion of some states gave."""

    outgoing: list[list[Arrival]]
    """By shard."""
    states: int
    """How many were expanded."""
    transitions: int
    found: list[Found]
    left: int
    """How many states of this level are not expanded yet."""


class Graph(NamedTuple):
    """What a shard knows for the backward search."""

    sources: "array[int]"
    targets: "array[int]"
    """Edges by which an end may be reached, without the beneficiary and without a merge."""
    ends: "array[int]"
    """The closed states."""
    unexpanded: "array[int]"
    """States met and not expanded: what can be reached from them is not known."""
    open: "array[int]"
    """Open states that were expanded, before the horizon: each of them needs a way to an end."""


class Shard:
    """The states of one process."""

    def __init__(self, number: int, count: int) -> None:
        self._number, self._count = number, count
        self._known: set[int] = set()
        self._memory = Memory()
        self._digests, self._parents, self._actions = array("Q"), array("Q"), array("B")
        self._level: list[Arrival] = []
        self._next: list[Arrival] = []
        self._sources, self._targets, self._ends, self._open = array("Q"), array("Q"), array("Q"), array("Q")
        encoded = canonical.encode(START, 0)
        root = canonical.digest(encoded)
        if root % count == number:
            self.receive([Arrival(encoded, root, root, 0)])

    def receive(self, arrivals: Iterable[Arrival]) -> int:
        """Take in states that are this shard's; how many states it knows."""
        for arrival in arrivals:
            if arrival.digest in self._known:
                continue
            self._known.add(arrival.digest)
            self._digests.append(arrival.digest)
            self._parents.append(arrival.parent)
            self._actions.append(arrival.action)
            self._next.append(arrival)
        return len(self._known)

    def begin_level(self) -> int:
        """Go on to the states met in the last level; how many there are."""
        self._level, self._next = self._next, []
        return len(self._level)

    def expand(self, limit: int) -> Expanded:
        """Try every action in some states of this level."""
        chunk, self._level = self._level[:limit], self._level[limit:]
        outgoing: list[dict[int, Arrival]] = [{} for _ in range(self._count)]
        found: list[Found] = []
        with remembering(self._memory):
            transitions = sum(self._expand_state(arrival, outgoing, found) for arrival in chunk)
        self.receive(outgoing[self._number].values())
        outgoing[self._number] = {}
        others = [list(each.values()) for each in outgoing]
        return Expanded(others, len(chunk), transitions, found, len(self._level))

    def keep(self, file: Path) -> None:
        """Write down all that is known, so that another process goes on from here."""
        levels = [[tuple(arrival) for arrival in level] for level in (self._level, self._next)]
        arrays = (self._digests, self._parents, self._actions, self._sources, self._targets, self._ends, self._open)
        file.write_bytes(pickle.dumps((levels, arrays), pickle.HIGHEST_PROTOCOL))

    def go_on(self, file: Path) -> None:
        """Go on from what was written down."""
        levels, arrays = pickle.loads(file.read_bytes())  # noqa: S301 - our own file
        self._level, self._next = ([Arrival(*each) for each in level] for level in levels)
        self._digests, self._parents, self._actions, self._sources, self._targets, self._ends, self._open = arrays
        self._known = set(self._digests)

    def waiting(self) -> list[bytes]:
        """The states met and not expanded."""
        return [arrival.encoded for arrival in (*self._level, *self._next)]

    def origin(self, digest: int) -> tuple[int, int]:
        """The state from which a state was first reached, and by which action."""
        place = self._digests.index(digest)
        return self._parents[place], self._actions[place]

    def graph(self) -> Graph:
        """What is known for the backward search."""
        unexpanded = array("Q", (arrival.digest for arrival in (*self._level, *self._next)))
        return Graph(self._sources, self._targets, self._ends, unexpanded, self._open)

    def _expand_state(self, arrival: Arrival, outgoing: list[dict[int, Arrival]], found: list[Found]) -> int:
        """Try every action in a state; how many had an effect."""
        self._memory.forget()
        state, place = canonical.decode(arrival.encoded)
        edges: dict[int, int] = {}
        count = 0
        for number, action in enumerate(ACTIONS[place]):
            try:
                step = self._step(state, action, place)
                if step is None:
                    continue
                target_place = place + action.advances
                encoded = canonical.encode(step.after, target_place)
                for invariant in concerned(tuple(type(event.body) for event in step.events)):
                    for what in invariant(step):
                        found.append(Found(invariant.__name__, what, arrival.digest, number))
            except Exception as error:
                found.append(Found(TOTAL, f"{type(error).__name__}: {error}", arrival.digest, number))
                continue
            count += 1
            digest = canonical.digest(encoded)
            outgoing[digest % self._count].setdefault(digest, Arrival(encoded, digest, arrival.digest, number))
            if action.ends:
                edges[digest] = _NEARNESS[step.after.stage]
        self._keep_edges(state, place, arrival.digest, edges)
        return count

    def _keep_edges(self, state: CaseState, place: int, digest: int, edges: dict[int, int]) -> None:
        """Keep one edge that leads on, or all when none does: what is reachable by fewer edges is reachable."""
        if state.stage is Stage.CLOSED:
            self._ends.append(digest)
            return
        if place < HORIZON and state.stage is not Stage.RECEIVED:
            self._open.append(digest)
        nearest = min(edges, key=lambda target: edges[target], default=digest)
        leads_on = edges.get(nearest, _FARTHEST) < _NEARNESS[state.stage]
        for target in [nearest] if leads_on else edges:
            self._sources.append(digest)
            self._targets.append(target)

    def _step(self, state: CaseState, action: Move, place: int) -> Transition | None:
        """What an action does; None when it is refused or does nothing."""
        events = action.take(state, INSTANTS[place])
        if not events and not action.advances:
            return None
        return Transition(action, INSTANTS[place], events, tuple(self._states(state, events)))

    def _states(self, state: CaseState, events: Sequence[Event]) -> Iterable[CaseState]:
        yield state
        for event in events:
            state = self._memory.evolve(state, event)
            yield state
