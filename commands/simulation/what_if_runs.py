"""What one run of the model of people gives, and the figures over several of them: of all, of an outcome, of a team."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from simulation.people.measuring import MeanOverSeeds


class WhatIfOrder(StrEnum):
    """The order of the teams in the report on other people."""

    CASES = "cases"
    """Those with the most cases first."""
    LATE = "late"
    """Those with the largest share of late cases first."""
    TAKEN = "taken"
    """Those whose cases wait longest for somebody first."""
    TEAM = "team"


class TeamCase(NamedTuple):
    """A case of a team: whether it was late, and the hours until somebody took it."""

    late: bool
    taken: float | None


@dataclass(frozen=True)
class SeededRun:
    """The figures of one seed: the share of late cases, hours until they were taken and decided, and how they ended."""

    late: float
    taken: Sequence[float]
    decided: Sequence[float]
    open_cases: int
    outcomes: Counter[str]
    teams: Mapping[str, Sequence[TeamCase]]
    """The cases by the team they came to in the end."""


def figures_of_all(runs: Sequence[SeededRun]) -> "dict[str, MeanOverSeeds]":
    """The figures of all cases, by code."""
    from simulation.people.measuring import quantiles

    found = {
        "late_share": [each.late for each in runs],
        "open_at_the_end": [float(each.open_cases) for each in runs],
        "taken_median_hours": [quantiles(each.taken)[2] for each in runs if each.taken],
        "taken_p90_hours": [quantiles(each.taken)[4] for each in runs if each.taken],
        "decided_median_hours": [quantiles(each.decided)[2] for each in runs if each.decided],
        "decided_p90_hours": [quantiles(each.decided)[4] for each in runs if each.decided],
    }
    return _intervals(found)


def _intervals(found: Mapping[str, Sequence[float]]) -> "dict[str, MeanOverSeeds]":
    """The means of figures with their intervals, kept within what the figure can be."""
    from simulation.people.measuring import interval

    return {name: _possible(name, interval(values)) for name, values in found.items() if values}


def _possible(name: str, found: "MeanOverSeeds") -> "MeanOverSeeds":
    if found.low is None or found.high is None:
        return found
    return found._replace(low=max(found.low, 0.0), high=min(found.high, 1.0) if name == "late_share" else found.high)


def outcomes_of(runs: Sequence[SeededRun]) -> "dict[str, MeanOverSeeds]":
    """How many cases ended how."""
    names = sum((each.outcomes for each in runs), Counter[str]())
    return _intervals({name: [float(each.outcomes[name]) for each in runs] for name, _ in names.most_common()})


def figures_of_teams(runs: Sequence[SeededRun], order: WhatIfOrder) -> "dict[str, dict[str, MeanOverSeeds]]":
    """The figures of each team, by code, in an order."""
    found = {
        team: _of_team([run.teams.get(team, ()) for run in runs]) for team in {t for run in runs for t in run.teams}
    }
    return dict(sorted(found.items(), key=lambda item: _ORDERS[order](*item)))


def _of_team(of_seeds: "Sequence[Sequence[TeamCase]]") -> "dict[str, MeanOverSeeds]":
    from simulation.people.measuring import quantiles

    waits = [[each.taken for each in cases if each.taken is not None] for cases in of_seeds]
    found = {
        "cases": [float(len(cases)) for cases in of_seeds],
        "late_share": [sum(each.late for each in cases) / len(cases) for cases in of_seeds if cases],
        "taken_median_hours": [quantiles(each)[2] for each in waits if each],
    }
    return _intervals(found)


def _most(name: str) -> Callable[[str, "Mapping[str, MeanOverSeeds]"], Any]:
    return lambda team, figures: (-(figures[name].mean if name in figures else -1.0), team)


_ORDERS: Mapping[WhatIfOrder, Callable[[str, "Mapping[str, MeanOverSeeds]"], Any]] = {
    WhatIfOrder.CASES: _most("cases"),
    WhatIfOrder.LATE: _most("late_share"),
    WhatIfOrder.TAKEN: _most("taken_median_hours"),
    WhatIfOrder.TEAM: lambda team, figures: team,
}


def differences(runs: Sequence[Sequence[SeededRun]]) -> "dict[str, MeanOverSeeds]":
    """The differences of two policies, seed by seed: the same chances on both sides."""
    from simulation.people.measuring import interval

    pairs = list(zip(*runs, strict=True))
    return {
        "late_share": interval([after.late - before.late for before, after in pairs]),
        "open_at_the_end": interval([float(after.open_cases - before.open_cases) for before, after in pairs]),
    }
