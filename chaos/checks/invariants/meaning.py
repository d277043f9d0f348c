"""Whether a run says anything: a system that answers nothing, or that nobody hurts, breaks no promise either."""

from collections import Counter
from collections.abc import Iterator

from chaos.history.evidence import Evidence
from chaos.history.log import Result
from chaos.history.rounds import merged

DETERMINATE = 0.9
"""The share of operations that must have had an answer."""
KILLS = 3
"""How often each component that a run is about must have been killed."""


def most_operations_are_determinate(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Clients were told what became of what they asked, nearly always: at once, or when it was taken up again."""
    operations = merged(evidence.operations)
    known, asked = sum(op.result is not Result.UNKNOWN for op in operations), len(operations)
    if known < DETERMINATE * asked or not asked:
        yield "", f"{known} of {asked} operations had an answer"


def every_component_was_killed(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Each component that had to be killed was, often enough to matter."""
    kills = Counter(blow.component for blow in evidence.blows if blow.how == "kill")
    for component in evidence.targets:
        if kills[component] < KILLS:
            yield "", f"{component} was killed {kills[component]} times"
