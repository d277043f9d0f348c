"""What a field for a date gives: a date in any usual spelling, or an instant with its zone."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime

from models.text import normalized_text
from workflows.triage.dates.language.tokens import Tokens, tokens
from workflows.triage.dates.written.months import calendar_day
from workflows.triage.dates.written.reader import Sense, Written, written_at

TIME = re.compile(
    r"(?<!\d)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::\d{2}(?:[.,]\d+)?)?\s*(?P<half>(?:am|pm|ص|م)\b)?"
    r"\s*(?P<zone>z\b|(?:gmt|utc)?\s?[+-]\d{2}:?\d{2}|gmt|utc"
    r"|(?:e[sd]|c[sd]|m[sd]|p[sd]|a[sd]|ces?|ee?s?|w[ei]s?|b|is|pk|g|js|ks|sg|ae[sd]|tr)t\b|msk\b)?"
)
"""A time of day, perhaps with its zone. Names of zones are known only so far that an instant with one is not read."""
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:t(\d{2})(\d{2})(\d{2})?(?:[.,]\d+)?)?(z|[+-]\d{2}:?\d{2})?")


_EPOCH = re.compile(r"[0-9]{10}(?:[0-9]{3})?")
"""Seconds or milliseconds since 1970, of this century."""
_INTERNET = re.compile(r"([A-Za-z]{3}), [0-9]{1,2} [A-Za-z]{3} [0-9]{4} [0-9:]{5,8} (?:GMT|UTC?|Z|[+-][0-9]{4})", re.I)


def machine_date(text: str, now: datetime) -> date | None:
    """The day here of an instant as machines write it: of RFC 1123 (mails, HTTP), or seconds since 1970."""
    zone = now.tzinfo or UTC
    if _EPOCH.fullmatch(text):
        seconds = int(text) if len(text) == len("1700000000") else int(text) / 1000
        return datetime.fromtimestamp(seconds, zone).date()
    if (sent := _INTERNET.fullmatch(text)) is None:
        return None
    try:
        instant = parsedate_to_datetime(text)
    except ValueError:
        return None
    instant = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    agrees = f"{instant:%a}".casefold() == sent[1].casefold()
    return instant.astimezone(zone).date() if agrees else None


def written_date(text: str, now: datetime) -> date | None:
    """The date that a field gives, in any usual spelling; of an instant with its zone the day where `now` is."""
    if _ISO_DAY.fullmatch(text):
        return calendar_day(*map(int, text.split("-")))
    text = normalized_text(text)
    zone = now.tzinfo or UTC
    if compact := _COMPACT.fullmatch(text):
        return _compact(compact, zone)
    words = tokens(text)
    found = dict(_dates(words, Sense(now.date(), needs_year=True)))
    days = {day for each in found.values() for day in (each.first, each.last)}
    clock = TIME.search(text)
    if len(days) != 1 or None in days or _says_more(words, found, clock):
        return None
    day = days.pop()
    return in_zone(day, clock, zone) if day and clock else day


def _dates(words: Tokens, sense: Sense) -> Iterator[tuple[int, Written]]:
    """The dates of a field, by the places where they begin."""
    place = 0
    while place < len(words):
        found = written_at(words, place, sense)
        if found:
            yield place, found
        place = found.after if found else place + 1


def _says_more(words: Tokens, found: dict[int, Written], clock: re.Match[str] | None) -> bool:
    """Whether a field has other numbers beside its date and time: then nobody knows which is meant."""
    read = {at for place, each in found.items() for at in range(place, each.after)}
    rest = (token for place, token in enumerate(words) if place not in read and token.is_number)
    return any(clock is None or not clock.start() <= token.start < clock.end() for token in rest)


def _compact(match: re.Match[str], zone: tzinfo) -> date | None:
    year, month, day, hour, minute, _, offset = match.groups()
    found = calendar_day(int(year), int(month), int(day))
    if found is None or hour is None or offset is None:
        return found
    return _moved(found, int(hour), int(minute), offset, zone)


def in_zone(day: date, clock: re.Match[str], zone: tzinfo) -> date | None:
    """The day of an instant in our zone; one without a zone is in ours, and one whose zone nobody knows is no date."""
    hour, offset = int(clock["hour"]), clock["zone"]
    if clock["half"] in ("pm", "م") and hour < 12:
        hour += 12
    if clock["half"] in ("am", "ص") and hour == 12:
        hour = 0
    return _moved(day, hour, int(clock["minute"]), offset, zone) if offset or hour == 24 else day


def _moved(day: date, hour: int, minute: int, offset: str | None, zone: tzinfo) -> date | None:
    if hour > 24 or minute > 59:
        return None
    try:
        local = datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(hours=hour, minutes=minute)
        if offset is None:
            return local.date()
        there = re.fullmatch(r"(?:gmt|utc|z)? ?(?:([+-])(\d{2}):?(\d{2}))?", offset)
        if there is None:
            return None
        sign, hours, minutes = there.groups()
        ahead = timedelta(hours=int(hours or 0), minutes=int(minutes or 0)) * (-1 if sign == "-" else 1)
        return (local.replace(tzinfo=UTC) - ahead).astimezone(zone).date()
    except OverflowError:
        return None
