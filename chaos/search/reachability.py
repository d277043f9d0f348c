"""Whether an end can be reached from every open state, found backwards over the explored graph.

Edges are what staff, the system and time may do; not the beneficiary, who could always withdraw, nor staff for them,
and no merge. A state whose ways all lead to states that were not expanded is undetermined. At the horizon nobody acts:
it is not asked there.
"""

from collections.abc import Sequence
from itertools import chain

from chaos.search.shard import Graph

NO_END = "an_end_can_be_reached_from_every_open_state"


def without_an_end(graphs: Sequence[Graph]) -> tuple[set[int], int]:
    """The states from which no end can be reached, and how many there are of which it is not known."""
    ending = _leading_to(graphs, set(chain.from_iterable(graph.ends for graph in graphs)))
    stuck = set(chain.from_iterable(graph.open for graph in graphs)) - ending
    del ending
    maybe = _leading_to(graphs, set(chain.from_iterable(graph.unexpanded for graph in graphs))) if stuck else set()
    return stuck - maybe, len(stuck & maybe)


def _leading_to(graphs: Sequence[Graph], reached: set[int]) -> set[int]:
    """The states from which one of some states can be reached; the last edges come first, so few passes do."""
    before = -1
    while before < len(reached):
        before = len(reached)
        for graph in reversed(graphs):
            for source, target in zip(reversed(graph.sources), reversed(graph.targets), strict=True):
                if target in reached:
                    reached.add(source)
    return reached
