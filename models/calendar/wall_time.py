"""Instants as the clock on the wall shows them, in an order that no change of the clock upsets.

An hour that the clock shows twice passes once, the first time; a time that it skips is the first instant after it.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

SECOND = timedelta(seconds=1)


def day_and_time(instant: datetime, zone: tzinfo) -> tuple[date, time]:
    """The local day of an instant and its time of day; while an hour is repeated, the end of that hour."""
    local = instant.astimezone(zone)
    day, shown = local.date(), local.replace(tzinfo=None, fold=0)
    if local.fold:
        first = local.replace(fold=0).astimezone(UTC)
        turned = _turn(first, instant.astimezone(UTC), zone)
        shown = (turned + (first.astimezone(zone).utcoffset() or timedelta())).replace(tzinfo=None)
    return day, shown.time() if shown.date() == day else time.max


def instant_of(day: date, at: time, zone: tzinfo) -> datetime:
    """The first instant of a local day at which the clock shows a time, or has passed it."""
    local = datetime.combine(day, at, zone)
    instant = local.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return instant
    return _turn(local.replace(fold=1).astimezone(UTC), instant, zone)


def _turn(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """The instant between two at which the clock was changed. It is a whole second."""
    offset = after.astimezone(zone).utcoffset()
    low, high = 0, -(-(after - before) // SECOND)
    start = before.replace(microsecond=0)
    while high - low > 1:
        middle = (low + high) // 2
        if (start + middle * SECOND).astimezone(zone).utcoffset() == offset:
            high = middle
        else:
            low = middle
    return start + high * SECOND
