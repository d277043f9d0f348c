"""Late promises grouped by where most of their working time went. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.calendar.working import ZERO
from models.case.events import Event
from models.case.row import CaseRow
from models.case.state import CaseState
from models.codes import ClockKind, TimeUse
from models.policy import CasePolicy
from workflows.explain.time_spent import SpentRun, time_spent


@dataclass(frozen=True, slots=True)
class LateRun:
    """A promise that broke: one run of a clock of a case, with where its working time went."""

    row: CaseRow
    """The case as it stands now."""
    spent: SpentRun
    broke_at: datetime

    @property
    def time(self) -> timedelta:
        """All of its time."""
        return sum(self.spent.late_time.values(), ZERO)

    @property
    def main_time(self) -> timedelta:
        """The time of the use that most went to."""
        return self.spent.late_time.get(self.spent.main_use, ZERO)


@dataclass(frozen=True, slots=True)
class LateGroup:
    """What went to one use, in all late promises; and the promises for which it was the most."""

    use: TimeUse
    time: timedelta
    runs: tuple[LateRun, ...]


def late_runs(
    row: CaseRow, policy: CasePolicy, events: Iterable[Event], now: datetime, kind: ClockKind
) -> Iterator[LateRun]:
    """The promises of a case that broke and were not mended by a change of the calendar."""
    for run in time_spent(CaseState(reference=row.reference, policy=policy), events, now, kind):
        if run.broke_at:
            yield LateRun(row, run, run.broke_at)


def grouped(runs: Iterable[LateRun]) -> tuple[LateGroup, ...]:
    """The groups, the one with the most time first. Their times add up to that of the promises, their promises too."""
    time: defaultdict[TimeUse, timedelta] = defaultdict(timedelta)
    members: defaultdict[TimeUse, list[LateRun]] = defaultdict(list)
    for run in runs:
        members[run.spent.main_use].append(run)
        for use, spent in run.spent.late_time.items():
            time[use] += spent
    groups = (LateGroup(use, time[use], tuple(members[use])) for use in TimeUse if time[use] or members[use])
    return tuple(sorted(groups, key=lambda group: -group.time))


def shares(times: Mapping[TimeUse, timedelta]) -> dict[TimeUse, int]:
    """The share of each use in thousandths; they add up to 1,000, as the largest remainders are rounded up."""
    whole = sum(times.values(), ZERO)
    if not whole:
        return dict.fromkeys(times, 0)
    exact = {use: 1000 * time / whole for use, time in times.items()}
    found = {use: int(share) for use, share in exact.items()}
    by_remainder = sorted(times, key=lambda use: found[use] - exact[use])
    for use in by_remainder[: 1000 - sum(found.values())]:
        found[use] += 1
    return found
