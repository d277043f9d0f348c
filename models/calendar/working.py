"""The working calendar: rules compiled into a sorted table of opening spans, and working-time arithmetic on it."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate
from zoneinfo import ZoneInfo

from models.calendar.days import EPOCH, MICROSECOND, LocalDays, Span, microseconds, opening_spans, overlap
from models.calendar.rules import DAY, CalendarRules, Closure, Interval, Weekday, WeeklyPattern
from models.calendar.working_days import WorkingDays

FIRST_YEAR, LAST_YEAR = 1890, 2260
"""The years a calendar can be computed for: those of a request (1900 to 2200), and as long as Temporal has timers.

Beyond the Umm al-Qura tables (1924-08-01 to 2077-11-16) no Hijri month is known, and the other rules go on.
"""

_MUST_BE_OPEN = (2076, LAST_YEAR)
"""Years in which a calendar must have working time: one that ends, or is closed for decades, is a mistake."""

ZERO = timedelta()


@dataclass(frozen=True, slots=True)
class _Table:
    """Opening spans of some whole years (UTC), never none; `worked[i]` is the working time before span `i`."""

    first_year: int
    last_year: int
    since: int
    until: int
    opens: list[int]
    closes: list[int]
    worked: list[int]

    def worked_by(self, at: int) -> int:
        """Working time from the table's start to an instant."""
        index = bisect_right(self.opens, at) - 1
        return 0 if index < 0 else self.worked[index] + min(at, self.closes[index]) - self.opens[index]

    def earliest(self, worked: int) -> int:
        """The first instant by which so much was worked: at the end of a span its closing, not the next opening."""
        index = bisect_left(self.worked, worked, 1)
        return self.closes[index - 1] - (self.worked[index] - worked)

    def latest(self, worked: int) -> int:
        """The last instant by which no more was worked: at the start of a span its opening."""
        index = bisect_right(self.worked, worked, 0, len(self.opens)) - 1
        return self.opens[index] + worked - self.worked[index]


class WorkingCalendar:
    """Working-time arithmetic over calendar rules. Instants are aware; results are UTC.

    The table grows by years when an instant asks for more. It is replaced whole and never changed, so worker threads
    share it, and no answer depends on what was asked before. An instant outside 1890-2260 is a ValueError.
    """

    def __init__(self, rules: CalendarRules) -> None:
        self.rules = rules
        self.zone = ZoneInfo(rules.timezone)
        self.days = WorkingDays(rules, LAST_YEAR)
        self._years: dict[int, list[Span]] = {}
        self._table: _Table | None = None
        if closed := next((year for year in _MUST_BE_OPEN if not self._spans_of(year)), None):
            raise ValueError(
                f"calendar {rules.name!r} version {rules.version!r} has no working time in {closed}: "
                "give it a weekly pattern with hours and without an end"
            )

    def add(self, start: datetime, amount: timedelta) -> datetime:
        """The instant at which `amount` of working time has passed since `start`.

        An amount that ends at closing time ends then. No amount from a closed instant is the next opening.
        A negative amount is subtracted.
        """
        if amount < ZERO:
            return self.subtract(start, -amount)
        at = microseconds(start)
        table = self._covering(at, at)
        while (worked := table.worked_by(at) + amount // MICROSECOND) > table.worked[-1]:
            table = self._grown(table.first_year, table.last_year + 1)
        landed = table.earliest(worked)
        return _instant(landed) if landed >= at else self.next_open(start)

    def subtract(self, end: datetime, amount: timedelta) -> datetime:
        """The instant from which `amount` of working time passes until `end`: the mirror image of `add`."""
        if amount < ZERO:
            return self.add(end, -amount)
        at = microseconds(end)
        table = self._covering(at, at)
        while (worked := table.worked_by(at) - amount // MICROSECOND) < 0:
            table = self._grown(table.first_year - 1, table.last_year)
        landed = table.latest(worked)
        return _instant(landed) if landed <= at else self.prev_open(end)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The working time from `start` to `end`; negative when `end` comes first."""
        left, right = microseconds(start), microseconds(end)
        table = self._covering(left, right) if left <= right else self._covering(right, left)
        return (table.worked_by(right) - table.worked_by(left)) * MICROSECOND

    def spans_between(self, start: datetime, end: datetime) -> list[Span]:
        """The opening spans between two instants, in order."""
        left, right = microseconds(start), microseconds(end)
        table = self._covering(left, right)
        first, last = max(bisect_right(table.opens, left) - 1, 0), bisect_left(table.opens, right)
        return overlap(zip(table.opens[first:last], table.closes[first:last], strict=True), left, right)

    def is_open(self, instant: datetime) -> bool:
        """Whether working time passes from `instant` on; not at closing time."""
        return self.next_open(instant) == instant

    def next_open(self, instant: datetime) -> datetime:
        """The first open instant not before `instant`."""
        at = microseconds(instant)
        table = self._covering(at, at)
        while (index := bisect_right(table.closes, at)) == len(table.closes):
            table = self._grown(table.first_year, table.last_year + 1)
        return _instant(max(at, table.opens[index]))

    def prev_open(self, instant: datetime) -> datetime:
        """The last instant not after `instant` that is open or a closing time."""
        at = microseconds(instant)
        table = self._covering(at, at)
        while (index := bisect_right(table.opens, at) - 1) < 0:
            table = self._grown(table.first_year - 1, table.last_year)
        return _instant(min(at, table.closes[index]))

    def closures_between(self, start: datetime, end: datetime) -> tuple[Closure, ...]:
        """The closures and breaks that took working time away between two instants, in the order they did."""
        days, left, right = self._local_days(start, end), microseconds(start), microseconds(end)
        taking = (
            closure for day in days for closure in days.closures(day) if overlap(days.taken(day, closure), left, right)
        )
        return tuple(dict.fromkeys(taking))

    def _local_days(self, start: datetime, end: datetime) -> LocalDays:
        """The local dates whose hours can touch the time between two instants: UTC dates less and plus an offset."""
        return LocalDays(self.rules, start.astimezone(UTC).date() - 2 * DAY, end.astimezone(UTC).date() + DAY)

    def _covering(self, first: int, last: int) -> _Table:
        """The table, grown when it lacks the years of two instants."""
        table = self._table
        if table and table.since <= first and last < table.until:
            return table
        first_year, last_year = _instant(first).year, _instant(last).year
        if first_year < FIRST_YEAR or last_year > LAST_YEAR:
            raise self._outside()
        return self._grown(max(first_year - 1, FIRST_YEAR), min(last_year + 2, LAST_YEAR))

    def _grown(self, first_year: int, last_year: int) -> _Table:
        """A table with at least these years, kept for next time."""
        if first_year < FIRST_YEAR or last_year > LAST_YEAR:
            raise self._outside()
        if self._table:
            first_year, last_year = min(first_year, self._table.first_year), max(last_year, self._table.last_year)
        spans = [span for year in range(first_year, last_year + 1) for span in self._spans_of(year)]
        if not spans:
            return self._grown(first_year, last_year + 1)
        self._table = table = _Table(
            first_year,
            last_year,
            since=_new_year(first_year),
            until=_new_year(last_year + 1),
            opens=[opens for opens, _ in spans],
            closes=[closes for _, closes in spans],
            worked=list(accumulate((closes - opens for opens, closes in spans), initial=0)),
        )
        return table

    def _spans_of(self, year: int) -> list[Span]:
        """The opening spans of one UTC year."""
        if year not in self._years:
            spans = opening_spans(self.rules, date(year, 1, 1) - 2 * DAY, date(year, 12, 31) + DAY)
            self._years[year] = overlap(spans, _new_year(year), _new_year(year + 1))
        return self._years[year]

    def _outside(self) -> ValueError:
        return ValueError(
            f"calendar {self.rules.name!r} is computed for {FIRST_YEAR}-{LAST_YEAR} only; "
            "check the instant and the amount of working time"
        )


@lru_cache(maxsize=64)
def compile_calendar(rules: CalendarRules) -> WorkingCalendar:
    """The working calendar of the rules; equal rules share one. ValueError when they leave no working time."""
    return WorkingCalendar(rules)


@lru_cache(maxsize=64)
def every_hour(timezone: str) -> WorkingCalendar:
    """The calendar that never closes, in which calendar days are measured."""
    around_the_clock = (Interval(opens=time(), closes=time()),)
    week = WeeklyPattern(hours=dict.fromkeys(Weekday, around_the_clock))
    rules = CalendarRules(name="every hour", version=timezone, timezone=timezone, working_day=DAY, weekly=(week,))
    return compile_calendar(rules)


def _instant(at: int) -> datetime:
    return EPOCH + at * MICROSECOND


def _new_year(year: int) -> int:
    return microseconds(datetime(year, 1, 1, tzinfo=UTC))
