"""Days to each moment of a pack, by the service's own fields or by the dates in the text."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from models.text import ascii_digits
from models.triage.facts import DAYS_TO, Facts, SingleValue
from models.triage.rules import Moment, TriagePolicy
from workflows.triage.dates.instants import written_date
from workflows.triage.dates.mentions import Mention
from workflows.triage.words import without

_MOST_DAYS = 10**5
"""A larger number of days in a field counts as not given."""


def days_to_moments(
    moments: Mapping[str, Moment], given: Mapping[str, int | None], dates: list[Mention], today: date
) -> dict[str, int | None]:
    """Days to every moment: as its fields give them, else by the dates in the text that stand near its words."""
    return {name: _days_to(moment, given[name], dates, today) for name, moment in moments.items()}


def days_in_fields(
    moments: Mapping[str, Moment], fields: Mapping[str, SingleValue], now: datetime
) -> dict[str, int | None]:
    """Days to every moment by the service's own fields alone."""
    return {name: _days_in_fields(moment, fields, now) for name, moment in moments.items()}


def unread_moments(
    moments: Mapping[str, Moment], days: Mapping[str, int | None], dates: list[Mention]
) -> tuple[str, ...]:
    """The moments of which the text gives a date that cannot be read, and nothing else gives one."""
    unread = [each for each in dates if each.day is None]
    return tuple(
        name
        for name, moment in moments.items()
        if days[name] is None and any(_is_about(moment, each) for each in unread)
    )


def _days_to(moment: Moment, given: int | None, dates: list[Mention], today: date) -> int | None:
    if given is not None or not dates:
        return given
    return _nearest((each.day - today).days for each in dates if each.day and _is_about(moment, each))


def moment_date(policy: TriagePolicy, name: str, facts: Facts, today: date) -> date | None:
    """The date of a moment, as far as the facts know it."""
    days = facts.days(DAYS_TO.of(name)) if name in policy.moments else None
    return None if days is None else today + timedelta(days=days)


def _days_in_fields(moment: Moment, fields: Mapping[str, SingleValue], now: datetime) -> int | None:
    for name in moment.at:
        if day := _date(fields.get(name), now):
            return (day - now.date()).days
    for names, sign in ((moment.left, 1), (moment.since, -1)):
        for name in names:
            if (number := _number_of_days(fields.get(name))) is not None:
                return sign * number
    return None


def _date(value: SingleValue | None, now: datetime) -> date | None:
    return written_date(value, now) if isinstance(value, str) else None


def _number_of_days(value: SingleValue | None) -> int | None:
    if isinstance(value, str) and len(value) < 8 and value.strip().removeprefix("-").isdecimal():
        value = int(ascii_digits(value))
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _MOST_DAYS:
        return None
    return round(value)


def _nearest(days: Iterable[int]) -> int | None:
    """The next of the days, or the last one when all have passed."""
    found = sorted(days)
    return next((day for day in found if day >= 0), found[-1] if found else None)


def _is_about(moment: Moment, mention: Mention) -> bool:
    if not moment.near_words:
        return False
    words = without(mention.words, moment.but_not)
    return all(any(word in words for word in group) for group in moment.near_words)
