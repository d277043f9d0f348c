"""Weekdays counted within a month: «الجمعة الأخيرة من يناير», "the second Friday of next month"."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from workflows.triage.dates.around import Around, FoundDate, unread
from workflows.triage.dates.clauses.bounds import NEAR, said_to_lie_ahead
from workflows.triage.dates.language.names import AMBIGUOUS_WEEKDAYS, WEEKDAYS
from workflows.triage.dates.language.numbers import LAST, ORDER
from workflows.triage.dates.language.particles import NEXT, THIS, WHICH, WHICH_ONE
from workflows.triage.dates.language.tokens import Tokens
from workflows.triage.dates.written.month_days import SUFFIXES, near_month, year_at
from workflows.triage.dates.written.months import likeliest, month_at

_OF = frozenset(("of", "in", "من", "في", "the", "ب", "ل", "شهر"))
_MONTH = frozenset(("شهر", "month"))


class _Named(NamedTuple):
    """An order and a weekday, the place behind both, and whether the order stands behind its weekday."""

    order: int
    weekday: str
    after: int
    behind: bool


class _Months(NamedTuple):
    """The first days of the months that may be meant, and the place behind their name."""

    starts: list[date]
    after: int


def month_weekday_at(of: Around) -> FoundDate | None:
    """The first to fifth or last such day of a month; of a month nobody named it is not known."""
    named = _named(of)
    if named is None:
        return None
    months = _months(of, named.after)
    if months is None:
        return unread(named.after, NEAR) if _is_sure(of, named) else None
    days = [day for start in months.starts if (day := _day(start, named)) and not _may_be_a_date(start, named)]
    day = likeliest(days, of.today, ahead=said_to_lie_ahead(of.text, of.token.start, of.token.end))
    return FoundDate(day, day, months.after, NEAR) if day else unread(months.after, NEAR)


def _named(of: Around) -> _Named | None:
    token, following = of.token, of.behind()
    if token.word in WEEKDAYS and following.word == "قبل" and ORDER.get(of.behind(2).word) == LAST:
        return _Named(LAST - 1, token.word, of.place + 3, True)
    if token.word in WEEKDAYS:
        counted = following.word in ORDER and following.definite and not following.joined
        return _Named(ORDER[following.word], token.word, of.place + 2, True) if counted else None
    at = of.words.past(of.place + 1, ("يوم", "-", *SUFFIXES))
    word, order = of.words.word(at), ORDER.get(token.word) or _suffixed(of)
    if order == LAST and of.before().word in ("to", "but") and of.before(2).word in ORDER:  # «second to last»
        order = LAST - 1
    return _Named(order, word, at + 1, False) if order and word in WEEKDAYS and not of.words.at(at).joined else None


def _suffixed(of: Around) -> int | None:
    """The order that «3rd» says."""
    number = of.words.number(of.place) if of.behind().word in SUFFIXES else None
    return number if number in ORDER.values() else None


def _is_sure(of: Around, named: _Named) -> bool:
    """Whether it is a weekday even where no month stands behind it; the last one is the one gone by."""
    if named.order < 0 and (named.behind or named.weekday.isascii()):
        return False
    short = named.weekday.isascii() and len(named.weekday) < 6
    return named.weekday not in AMBIGUOUS_WEEKDAYS | {"احد"} and not short


def _months(of: Around, place: int) -> _Months | None:
    """The month behind a weekday: by name, or this one or the next."""
    words, today = of.words, of.today
    at = words.past(place, _OF)
    led = at > place or words.at(at).prefix in ("ب", "ل")
    if led and (month := month_at(words, at)):
        after, year = year_at(words, month.after)
        years = (year,) if year else range(today.year - 1, today.year + 2)
        return _Months([] if month.hijri else [date(each, month.number, 1) for each in years], after)
    return _near_month(words, at, place, today) if led or words.word(at) in NEXT | THIS else None


def _near_month(words: Tokens, at: int, place: int, today: date) -> _Months | None:
    """«من الشهر القادم», «of this month», «هذا الشهر»."""
    at -= words.word(at - 1) in _MONTH and at > place
    named = at + (words.word(at) in WHICH_ONE)
    if words.word(named) not in _MONTH:
        return None
    which = named + 1 + (words.word(named + 1) in WHICH)
    said = {words.word(at), words.word(which)}
    after = which + 1 if words.word(which) in WHICH_ONE else named + 1
    return _Months([near_month(today, said).replace(day=1)], after)


def _day(start: date, named: _Named) -> date | None:
    days = list(_such_days(start, WEEKDAYS[named.weekday]))
    return days[named.order - (named.order > 0)] if named.order <= len(days) else None


def _such_days(start: date, weekday: int) -> Iterator[date]:
    day = start + timedelta(days=(weekday - start.weekday()) % 7)
    while day.month == start.month:
        yield day
        day += timedelta(weeks=1)


def _may_be_a_date(start: date, named: _Named) -> bool:
    """Whether «الخميس الثاني من فبراير» may as well be Thursday, the second of the month."""
    agrees = named.order > 1 and start.replace(day=named.order).weekday() == WEEKDAYS[named.weekday]
    return agrees and named.behind
