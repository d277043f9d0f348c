"""The final check of a scenario: all invariants of what the whole run left behind."""

from collections.abc import Iterable

from chaos.checks.invariants import violations_of
from chaos.history.evidence import Evidence
from chaos.outcome import TrialOutcome


def final_outcome(promise: str, evidence: Evidence, problems: Iterable[str] = (), *, logged: bool) -> TrialOutcome:
    """The outcome of all invariants, with the problems found before; `logged` says whether clients kept logs."""
    figures = {"cases": str(len(evidence.cases)), "messages accepted": str(len(evidence.accepted))}
    if logged:
        figures["operations"] = str(len(evidence.operations))
    sources = ["clients' log", "records", "histories"] if logged else ["records", "histories"]
    violations = [*problems, *map(str, violations_of(evidence, logged=logged))]
    return TrialOutcome(promise, f"{', '.join(sources)} and gateways, looked at in the end", figures, tuple(violations))
