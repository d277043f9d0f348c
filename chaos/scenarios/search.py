"""Scenario «search»: every sequence of commands in a small world, on the decider itself, sound and sabotaged."""

from chaos.outcome import Progress, Scale, TrialOutcome, silent
from chaos.search import broken, kept
from chaos.search.explore import PROMISES, Limits, Report, explore
from settings import PROJECT

STATES = {Scale.SUITE: 20_000, Scale.LONG: 10_000_000}
"""Where the exploration stops, if it has not seen the whole world by then."""
SECONDS = {Scale.SUITE: 600, Scale.LONG: 7_200}
"""After how long it stops in any case: each kind of command, and each beginning of a case, multiplies the world."""
WORKERS = 2
WITHIN = kept.WITHIN
KEPT_IN = PROJECT / ".search"
"""Where a long run that is stopped by the time is kept: the next one of the same code goes on with it."""


def run(scale: Scale, progress: Progress = silent) -> list[TrialOutcome]:
    """Explore the world, and then the same world with each sabotage of the decider."""
    place = kept.kept_in(KEPT_IN) if scale is Scale.LONG else None
    report = explore(Limits(STATES[scale], SECONDS[scale]), WORKERS, progress, place)
    if place and (report.whole or report.states >= STATES[scale]):
        place.forget()
    return [outcome(report), broken.run(progress)]


def outcome(report: Report) -> TrialOutcome:
    """The outcome of an exploration."""
    whole = "the whole world" if report.whole else "not the whole world"
    return TrialOutcome(
        promise="No sequence of commands, delays and outages leads the decider to break a promise",
        how="two officers, a supervisor, the beneficiary and the system, four instants, cases opened and imported, "
        "every kind of command, in any order and number, breadth first; "
        f"{len(PROMISES)} invariants of every step",
        figures={
            "states": f"{report.states:,} ({whole})",
            "of these with every action tried": f"{report.expanded:,}",
            "transitions": f"{report.transitions:,}",
            "longest sequence": str(report.depth),
            "states expanded a second": f"{report.rate:,.0f}",
            "open states whose end lies beyond": f"{report.undetermined:,}",
            "seconds": f"{report.seconds:.0f}",
        },
        violations=tuple(str(violation) for violation in report.violations),
    )
