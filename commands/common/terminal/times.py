"""Instants and lengths of time as text: local, to the minute, with the time left.

Instants of one case are in the zone of its calendar where that is known (`show`, `explain`), all others are local.
A text without an offset is always local.
"""

from datetime import datetime, timedelta, tzinfo
from functools import cache

from commands.common.terminal.styles import NONE, Span, Style, bad, dim
from commands.common.words.language import N_, _
from errors import WrongUsage

_HOURS, _MINUTES, _SECONDS = N_("{number} h"), N_("{number} m"), N_("{number} s")
SOON = timedelta(hours=4)
"""Less time left than this is a warning."""


@cache
def local_zone(name: str | None = None) -> tzinfo:
    """The time zone of the directorate (`TAWASUL_ZONE`), or that of a case's calendar. Raises WrongUsage."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    import settings

    wanted = name or settings.load().zone
    try:
        return ZoneInfo(wanted)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise WrongUsage(
            _("TAWASUL_ZONE is «{wanted}», which is no time zone: write it as Asia/Riyadh", wanted=wanted)
        ) from error


def moment(at: datetime | None, zone: tzinfo) -> str:
    """An instant to the minute: `2026-01-06 09:12`; in a zone that shows another time than here, `… 08:12+02:00`."""
    if at is None:
        return NONE
    there = at.astimezone(zone)
    if there.utcoffset() == at.astimezone(local_zone()).utcoffset():
        there = there.replace(tzinfo=None)
    return there.isoformat(" ", "minutes")


def time_of_day(at: datetime, zone: tzinfo) -> str:
    """The time of an instant that is at most hours away, to the second: `09:12:30`."""
    return f"{at.astimezone(zone):%H:%M:%S}"


def time_left(due: datetime | None, now: datetime) -> Span:
    """How far off an instant is: `2 h 10 m left`, or `late by 1 d`."""
    if due is None:
        return dim(NONE)
    if due <= now:
        return bad(_("late by {amount}", amount=amount(now - due)))
    left = due - now
    return Span(_("{amount} left", amount=amount(left)), Style.WARNING if left < SOON else Style.PLAIN)


def amount(length: timedelta) -> str:
    """A length of time in its two largest units: `2 h 10 m`."""
    minutes = _minutes(length)
    parts = ((minutes // 1440, N_("{number} d")), (minutes // 60 % 24, _HOURS), (minutes % 60, _MINUTES))
    first = next((index for index, (count, _unit) in enumerate(parts) if count), 2)
    return _in_units(parts[first : first + 2]) or _("0 m")


def short(length: timedelta) -> str:
    """A length of time of an hour at most: `45 s`, `1 m 30 s`."""
    seconds = round(length.total_seconds())
    return _in_units(((seconds // 60, _MINUTES), (seconds % 60, _SECONDS))) or _("0 s")


def working(length: timedelta) -> str:
    """An amount of working time, in hours and minutes: `36 h 40 m`."""
    minutes = _minutes(length)
    sign = "-" if length < timedelta() else ""
    return sign + (_in_units(((minutes // 60, _HOURS), (minutes % 60, _MINUTES))) or _("0 h"))


def _minutes(length: timedelta) -> int:
    return round(abs(length).total_seconds() / 60)


def _in_units(parts: tuple[tuple[int, str], ...]) -> str:
    """`2 h 10 m`; units of which there are none are left out."""
    return " ".join(_(unit, number=count) for count, unit in parts if count)
