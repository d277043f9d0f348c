"""Which server of Temporal the trials of this process run on: `python -m chaos --engine cluster battles`."""

from collections.abc import Sequence
from enum import StrEnum

from cluster.build import programs
from cluster.engine import Cluster
from cluster.layout import several_processes
from stack.engine import DevelopmentServer, Engine


class EngineKind(StrEnum):
    """The servers of Temporal that a trial may run on."""

    DEVELOPMENT = "development"
    CLUSTER = "cluster"
    """The real server in seven processes, with PostgreSQL behind it."""


_CHOSEN = [EngineKind.DEVELOPMENT]


def choose(kind: EngineKind) -> None:
    """Run the trials of this process on a server of a kind."""
    _CHOSEN[:] = [kind]


def engine_of_trials(extra_dynamic_config: Sequence[str]) -> Engine:
    """A server of the chosen kind. Raises cluster.build.GoMissing."""
    if _CHOSEN == [EngineKind.CLUSTER]:
        return Cluster(programs(), several_processes, extra_dynamic_config)
    return DevelopmentServer(extra_dynamic_config=extra_dynamic_config)
