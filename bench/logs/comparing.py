"""What became of the cases of a log, beside what the log says: outcomes, due dates, late or in time."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from commands.common import terminal
from models.calendar.wall_time import day_and_time
from models.calendar.working import WorkingCalendar
from simulation.logs.mapping import LogMapping
from simulation.logs.reading import LogCase, value_in

NEAR = timedelta(minutes=1)
"""A log may say 23:59:59 for the end of a day."""
MOST_ROWS = 20
"""How many rows of a table of differences are shown; the rest is counted."""


@dataclass(frozen=True)
class Share:
    """How many of the cases compared agree."""

    same: int
    of: int

    def reaches(self, bar: float) -> bool:
        """Whether that is the share asked for; of no case it is."""
        return self.same >= bar * self.of

    def __str__(self) -> str:
        return f"{self.same} of {self.of} ({self.same / self.of:.2%})" if self.of else "none to compare"


def compare_outcomes(cases: Iterable[LogCase], states: dict[str, str], mapping: LogMapping) -> Share:
    """Print the outcomes of the log with the states of the cases."""
    pairs = Counter((case.outcome, states.get(case.id, "not on record")) for case in cases)
    same = {pair: pair[1] in mapping.ends(pair[0]) for pair in pairs}
    rows = [
        (outcome, state, str(count), terminal.good("same") if same[outcome, state] else terminal.bad("DIFFERENT"))
        for (outcome, state), count in pairs.most_common()
    ]
    terminal.table(("in the log", "in the system", "cases", ""), rows)
    return Share(sum(count for pair, count in pairs.items() if same[pair]), pairs.total())


@dataclass(frozen=True)
class DueDates:
    """The due dates of cases, as given here and as the log would have them for the same start."""

    given: dict[str, datetime | None]
    expected: Callable[[LogCase], datetime]
    calendar: WorkingCalendar
    """By which a start is at a closed time, and differences are days."""
    by_day: bool = False
    """Whether only the local days are compared."""
    beside: tuple[str, ...] = ()
    """Columns of the log by which differences are told apart, besides type and start."""

    def compare(self, cases: Iterable[LogCase]) -> Share:
        """Print how many agree, and the differences by type, start and days."""
        compared = [case for case in cases if case.due and case.id in self.given]
        apart = [case for case in compared if not self._same(case)]
        self._show(apart, (*self.beside, "start"), lambda case: (*self._beside(case), self._start(case)))
        self._show(apart, ("type",), lambda case: (case.type,))
        return Share(len(compared) - len(apart), len(compared))

    def _show(self, apart: list[LogCase], heads: tuple[str, ...], kind: Callable[[LogCase], tuple[str, ...]]) -> None:
        """Print the differences by some kinds of cases, and by how much the dates are apart."""
        kinds = Counter((*kind(case), self._apart(case)) for case in apart)
        rows = [(*each, str(count)) for each, count in kinds.most_common(MOST_ROWS)]
        if rows:
            terminal.table((*heads, "the log's date is", "cases"), rows)
        if len(kinds) > MOST_ROWS:
            terminal.line(f"and {kinds.total() - sum(int(row[-1]) for row in rows)} others of other kinds")

    def _same(self, case: LogCase) -> bool:
        given, expected = self.given[case.id], self.expected(case)
        if given is None:
            return False
        return self._day(given) == self._day(expected) if self.by_day else abs(given - expected) <= NEAR

    def _day(self, at: datetime) -> datetime:
        """The local day of an instant, as its midnight in UTC, so that every day has 24 hours."""
        return datetime.combine(at.astimezone(self.calendar.zone), datetime.min.time(), tzinfo=UTC)

    def _start(self, case: LogCase) -> str:
        day, _ = day_and_time(case.arrived, self.calendar.zone)
        if self.calendar.days.hours(day) is None:
            return "closed day"
        return "open" if self.calendar.is_open(case.arrived) else "closed hour"

    def _beside(self, case: LogCase) -> tuple[str, ...]:
        return tuple(str(value_in(case.line, column) or "") for column in self.beside)

    def _apart(self, case: LogCase) -> str:
        given, expected = self.given[case.id], self.expected(case)
        if given is None:
            return "not given"
        if self.by_day:
            expected, given = self._day(expected), self._day(given)
        hours = round((expected - given) / timedelta(hours=1))
        days, rest = divmod(abs(hours), 24)
        amount = " ".join(terminal.counted(n, what) for n, what in ((days, "day"), (rest, "hour")) if n)
        return f"{amount or 'less than an hour'} {'later' if expected > given else 'earlier'}"


def show_refused(refused: Iterable[tuple[str, str]]) -> None:
    """Print what was refused: kinds of command with reasons, and a case of each."""
    cases: dict[tuple[str, str], list[str]] = {}
    for name, reason in refused:
        cases.setdefault((name.rpartition(".")[2], reason), []).append(name)
    if cases:
        rows = [(kind, reason, str(len(names)), names[0]) for (kind, reason), names in cases.items()]
        terminal.table(("refused", "why", "times", "as"), rows)


def compare_times(cases: Iterable[LogCase], in_time: dict[str, bool | None]) -> Share:
    """How many of the decided cases are late, or in time, on both sides."""
    known = [(case.ended <= case.due, kept) for case in cases
             if case.due and case.ended and (kept := in_time.get(case.id)) is not None]  # fmt: skip
    return Share(sum(logged == kept for logged, kept in known), len(known))
