"""Opening hours of each local date and the opening spans that result, from the layers of calendar rules."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from models.calendar.rules import DAY, CalendarRules, Closure, Interval, Overlay, Weekday

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
WEEKDAYS = tuple(Weekday)

Span = tuple[int, int]
"""Two instants, `[start, end)`, in microseconds since 1970 UTC."""


def microseconds(instant: datetime) -> int:
    """An aware instant as microseconds since 1970 UTC."""
    return (instant - EPOCH) // MICROSECOND


def last_day(instant: datetime, zone: tzinfo) -> date:
    """The last local day that has time before an instant: midnight ends the day before, as it is told to people."""
    return (instant - MICROSECOND).astimezone(zone).date()


class LocalDays:
    """What the rules say about each local date of a run of dates.

    Layers, each above the one before: the weekly pattern, an overlay, a whole-day closure, an exceptional opening;
    breaks are subtracted from the result. Hours belong to the date on which they start.
    """

    def __init__(self, rules: CalendarRules, first: date, last: date) -> None:
        self._rules, self._first, self._last = rules, first, last
        self._zone = ZoneInfo(rules.timezone)
        self._overlays = {day: each for each in rules.overlays for day in each.days(first, last, rules.months)}
        self._openings = {day: each for each in rules.openings for day in each.days(first, last)}
        self._closures: defaultdict[date, list[Closure]] = defaultdict(list)
        for closure in rules.closures:
            for day in closure.days(first, last):
                self._closures[day].append(closure)

    def __iter__(self) -> Iterator[date]:
        return (self._first + DAY * offset for offset in range((self._last - self._first).days + 1))

    def weekly(self, day: date) -> tuple[Interval, ...]:
        """The hours of the weekly pattern in force."""
        for pattern in reversed(self._rules.weekly):
            if pattern.covers(day):
                return pattern.hours.get(WEEKDAYS[day.weekday()], ())
        return ()

    def overlay(self, day: date) -> Overlay | None:
        """The overlay that gives an open date its hours."""
        return None if self._closed(day) or day in self._openings else self._overlays.get(day)

    def hours(self, day: date) -> tuple[Interval, ...]:
        """The hours that start on the date, before breaks."""
        return () if self._closed(day) else self._unclosed(day)

    def breaks(self, day: date) -> Iterator[Interval]:
        """The intervals that are subtracted from the open hours of the date."""
        return (interval for closure in self.closures(day) for interval in closure.hours)

    def closures(self, day: date) -> tuple[Closure, ...]:
        """The whole-day closures and breaks of the date."""
        return tuple(self._closures.get(day, ()))

    def taken(self, day: date, closure: Closure) -> list[Span]:
        """The working time that a closure takes from the date; several closures may take the same."""
        if not closure.hours:
            return [] if day in self._openings else list(self.spans(day, self._unclosed(day)))
        around = (day - DAY, day, day + DAY)  # hours and breaks may cross midnight
        opened = [span for near in around for span in self.spans(near, self.hours(near))]
        return [lost for span in self.spans(day, closure.hours) for lost in overlap(opened, *span)]

    def open_spans(self, day: date) -> list[Span]:
        """The sorted, disjoint spans of the hours that start on the date, less breaks."""
        cuts = (span for near in (day - DAY, day, day + DAY) for span in self.spans(near, self.breaks(near)))
        return list(_subtract(_merged(self.spans(day, self.hours(day))), _merged(cuts)))

    def spans(self, day: date, hours: Iterable[Interval]) -> Iterator[Span]:
        """Local hours as instants. Of a wall time that occurs twice the first counts; a skipped one is an hour on."""
        for interval in hours:
            closing_day = day if interval.closes > interval.opens else day + DAY
            start = microseconds(datetime.combine(day, interval.opens, self._zone))
            end = microseconds(datetime.combine(closing_day, interval.closes, self._zone))
            if start < end:
                yield start, end

    def _closed(self, day: date) -> bool:
        return day not in self._openings and any(not closure.hours for closure in self.closures(day))

    def _unclosed(self, day: date) -> tuple[Interval, ...]:
        if day in self._openings:
            return self._openings[day].hours
        if day in self._overlays:
            return self._overlays[day].hours.get(WEEKDAYS[day.weekday()], ())
        return self.weekly(day)


def opening_spans(rules: CalendarRules, first: date, last: date) -> list[Span]:
    """The sorted, disjoint spans in which the office is open, of the hours that start on a run of local dates."""
    days = LocalDays(rules, first, last)
    opened = _merged(span for day in days for span in days.spans(day, days.hours(day)))
    return list(_subtract(opened, _merged(span for day in days for span in days.spans(day, days.breaks(day)))))


def overlap(spans: Iterable[Span], start: int, end: int) -> list[Span]:
    """The parts of spans between two instants."""
    return [(first, last) for left, right in spans if (first := max(left, start)) < (last := min(right, end))]


def common(spans: Iterable[Span], others: list[Span]) -> list[Span]:
    """What two lists of sorted, disjoint spans have in common."""
    return [part for start, end in spans for part in overlap(others, start, end)]


def length(spans: Iterable[Span]) -> timedelta:
    """The time in disjoint spans."""
    return sum(end - start for start, end in spans) * MICROSECOND


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _subtract(spans: list[Span], cuts: list[Span]) -> Iterator[Span]:
    """Spans less cuts, both sorted and disjoint."""
    for start, end in spans:
        left = start
        for cut_start, cut_end in overlap(cuts, start, end):
            if left < cut_start:
                yield left, cut_start
            left = cut_end
        if left < end:
            yield left, end
