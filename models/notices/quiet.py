"""Quiet hours: the first instant at which a notice that is not urgent may be sent. Pure.

They are hours on the wall. In the night in which a clock is put back some of them pass twice, and are quiet twice.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from models.policy import QuietHours

_SHORTEST = timedelta(microseconds=1)


def after_quiet_hours(at: datetime, quiet: QuietHours, zone: tzinfo) -> datetime:
    """The first instant from `at` on that is not in the quiet hours of a zone."""
    while is_quiet(at.astimezone(zone).time(), quiet):
        end = _end_on_the_wall(at, quiet, zone)
        if end.astimezone(zone).utcoffset() == at.astimezone(zone).utcoffset():
            return end
        at = _clock_change(at, end, zone)
    return at


def by_the_first_edition(at: datetime, quiet: QuietHours, zone: tzinfo) -> datetime:
    """The same as cases of the first edition have it: an end that passes twice is taken for the first of them."""
    local = at.astimezone(zone)
    if not is_quiet(local.time(), quiet):
        return at
    return datetime.combine(_last_day(local, quiet), quiet.until, zone).astimezone(UTC)


def is_quiet(hour: time, quiet: QuietHours) -> bool:
    """Whether the clock on the wall shows a quiet hour."""
    begun, not_over = hour >= quiet.since, hour < quiet.until
    return (begun or not_over) if quiet.since > quiet.until else (begun and not_over)


def _end_on_the_wall(at: datetime, quiet: QuietHours, zone: tzinfo) -> datetime:
    """The end of the quiet hours if nobody changed the clock until then."""
    local = at.astimezone(zone)
    end = datetime.combine(_last_day(local, quiet), quiet.until)
    return at.astimezone(UTC) + (end - local.replace(tzinfo=None))


def _last_day(local: datetime, quiet: QuietHours) -> date:
    """The local day on which the quiet hours end."""
    over_midnight = quiet.since > quiet.until and local.time() >= quiet.since
    return local.date() + timedelta(days=over_midnight)


def _clock_change(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """The first instant after one at which the clock of a zone was changed, found by halving the time to another."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > _SHORTEST:
        middle = before + (after - before) / 2
        before, after = (middle, after) if middle.astimezone(zone).utcoffset() == offset else (before, middle)
    return after
