"""Days to each moment of a pack, by the service's own fields or by the dates in the text."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from models.text import ascii_digits
from models.triage.facts import DAYS_TO, Facts, SingleValue
from models.triage.policy import Moment, TriagePolicy
from workflows.triage.date_fields import whole_date
from workflows.triage.moment_dates import MomentDate

_MOST_DAYS = 10**5
"""A larger number of days in a field counts as not given."""

GivenDays = Mapping[str, int]
"""Days to one moment, by the field that gives them."""


def days_in_fields(
    moments: Mapping[str, Moment], fields: Mapping[str, SingleValue], now: datetime
) -> dict[str, GivenDays]:
    """Days to every moment by each of the service's own fields that gives it."""
    return {name: _given(moment, fields, now) if fields else {} for name, moment in moments.items()}


def _given(moment: Moment, fields: Mapping[str, SingleValue], now: datetime) -> GivenDays:
    days = {name: days_in_field(moment, name, fields[name], now) for name in fields_of(moment) if name in fields}
    return {name: each for name, each in days.items() if each is not None}


def fields_of(moment: Moment) -> tuple[str, ...]:
    """The fields that give a moment."""
    return (*moment.at, *moment.left, *moment.since)


def days_in_field(moment: Moment, name: str, value: SingleValue, now: datetime) -> int | None:
    """Days to a moment by one of its fields; None where it says no day that the moment can have."""
    if name in moment.at:
        day = whole_date(value, now)
        days = (day - now.date()).days if day else None
    else:
        number = _number_of_days(value)
        counted = number if number is not None and number >= 0 else None
        days = -counted if counted is not None and name in moment.since else counted
    return days if days is not None and _is_plausible(moment, days) else None


def _is_plausible(moment: Moment, days: int) -> bool:
    earliest = -_MOST_DAYS if moment.earliest is None else moment.earliest
    return earliest <= days <= (_MOST_DAYS if moment.latest is None else moment.latest)


def agreed(given: GivenDays) -> int | None:
    """The days that all fields of a moment give; None where they differ, or there is none."""
    days = set(given.values())
    return days.pop() if len(days) == 1 else None


def days_to_moments(given: Mapping[str, GivenDays], dates: list[MomentDate], today: date) -> dict[str, int | None]:
    """Days to every moment: the nearest that its fields give, else by the dates in the text near its words."""
    return {name: _nearest(days.values() or _said(name, dates, today)) for name, days in given.items()}


def said_days_to_moments(given: Mapping[str, GivenDays], dates: list[MomentDate], today: date) -> dict[str, int | None]:
    """Days to every moment by the date in the text that lies farthest from what its fields give."""
    return {name: _farthest(_may_be_said(name, dates, today), days) for name, days in given.items()}


def _may_be_said(name: str, dates: list[MomentDate], today: date) -> list[int]:
    return [(each.day - today).days for each in dates if each.day and each.may_be_of(name)]


def _said(name: str, dates: list[MomentDate], today: date) -> list[int]:
    return [(each.day - today).days for each in dates if each.day and name in each.moments]


def _farthest(said: list[int], given: GivenDays) -> int | None:
    if not given:
        return max(said, default=None)
    return max(said, key=lambda days: max(abs(days - each) for each in given.values()), default=None)


def unread_moments(days: Mapping[str, int | None], dates: list[MomentDate]) -> tuple[str, ...]:
    """The moments of which the text gives a date that cannot be read, and nothing else gives one."""
    unread = frozenset(name for each in dates if each.day is None for name in each.moments)
    return tuple(name for name, given in days.items() if given is None and name in unread)


def unread_dates(
    moments: Mapping[str, Moment], days: Mapping[str, int | None], dates: list[MomentDate]
) -> tuple[str, ...]:
    """The same, where not even a bound of the date is said; unread time that is left may be of any urgent moment."""
    unread = [each for each in dates if each.day is None and each.by is None]
    of_any = any(each.is_left_of_nothing for each in unread)
    named = frozenset(name for each in unread for name in each.moments)
    return tuple(
        name for name, moment in moments.items() if days[name] is None and ((of_any and moment.urgent) or name in named)
    )


def nearest_within(moments: Mapping[str, Moment], dates: list[MomentDate], today: date) -> int | None:
    """Days within which an urgent moment is said to lie, where only a bound of it is said, or that time is left and
    not of what; the fewest."""
    urgent = frozenset(name for name, moment in moments.items() if moment.urgent)
    bounds: list[date | None] = [each.by for each in dates if urgent & each.moments]
    bounds += [each.day or each.by for each in dates if each.is_left_of_nothing]
    return min(((each - today).days for each in bounds if each and each >= today), default=None)


def moment_date(policy: TriagePolicy, name: str, facts: Facts, today: date) -> date | None:
    """The date of a moment, as far as the facts know it."""
    days = facts.days(DAYS_TO.of(name)) if name in policy.moments else None
    return None if days is None else today + timedelta(days=days)


def _number_of_days(value: SingleValue) -> int | None:
    if isinstance(value, str) and len(value) < 8 and value.strip().removeprefix("-").isdecimal():
        value = int(ascii_digits(value))
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _MOST_DAYS:
        return None
    return round(value)


def _nearest(days: Iterable[int]) -> int | None:
    """The next of the days, or the last one when all have passed."""
    found = sorted(days)
    return next((day for day in found if day >= 0), found[-1] if found else None)
