"""When the notices go out that are told together: at local times, or every so much time from midnight on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from chaos.checks.calendar import Calendar

_DAY = timedelta(days=1)
_LOOKED_AT = 60
"""Days in a row of which one is a working day in any calendar of a trial."""


@dataclass(frozen=True)
class RoundupTimes:
    """The times of a roundup."""

    at: tuple[time, ...] = ()
    every: timedelta | None = None
    working_days: bool = True


def time_of_roundup(at: datetime, times: RoundupTimes, calendar: Calendar) -> datetime:
    """The first of the times that lies after an instant."""
    first = at.astimezone(calendar.zone).date()
    for day in (first + number * _DAY for number in range(_LOOKED_AT)):
        if times.working_days and not calendar.begun_on(day):
            continue
        if after := [instant for instant in _on(day, times, calendar) if instant > at]:
            return min(after)
    return at


def _on(day: date, times: RoundupTimes, calendar: Calendar) -> Iterator[datetime]:
    wall = [datetime.combine(day, each) for each in times.at]
    if times.every:
        midnight, many = datetime.combine(day, time()), -(-_DAY // times.every)
        wall += [midnight + number * times.every for number in range(many)]
    for each in wall:
        yield each.replace(tzinfo=calendar.zone).astimezone(UTC)
