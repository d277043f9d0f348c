"""Checks that a run is not vacuous: a system that answers nothing, or meets no fault, breaks no promise either."""

from collections import Counter
from collections.abc import Iterator

from chaos.checks.cases import FoldedEvidence
from chaos.checks.invariants.coverage import effects_of, seen_in
from chaos.checks.rounds import merged
from chaos.faults.nemesis import FaultKind
from chaos.history.log import Result

DETERMINATE = 0.9
"""The share of operations that must have an answer."""
KILLS = 3
"""How often each component that a run is about must have been killed."""


def most_operations_are_determinate(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """Nearly all operations have an answer, at once or on retry."""
    operations = merged(run.evidence.operations)
    known, asked = sum(op.result is not Result.UNKNOWN for op in operations), len(operations)
    if known < DETERMINATE * asked or not asked:
        yield "", f"{known} of {asked} operations had an answer"


def every_component_was_killed(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """Each component that had to be killed was killed often enough to matter."""
    kills = Counter(fault.component for fault in run.evidence.faults if fault.kind is FaultKind.KILL)
    for component in run.evidence.targets:
        if kills[component] < KILLS:
            yield "", f"{component} was killed {kills[component]} times"


def every_check_had_something_to_check(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """What the workload certainly causes is in the evidence, so that the invariants about it have seen some of it."""
    seen = seen_in(run)
    for kind in sorted(run.evidence.promised):
        if not seen[kind]:
            yield "", f"no {kind}, though the workload causes some"


def every_verb_took_effect(run: FoldedEvidence) -> Iterator[tuple[str, str]]:
    """Each kind of command that the workload certainly brings to an effect had one in some case."""
    effects = effects_of(run)
    for verb in sorted(run.evidence.verbs):
        if not effects[verb]:
            yield "", f"{verb} had no effect on any case"
