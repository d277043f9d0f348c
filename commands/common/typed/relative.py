"""Dates and instants as people say them: `today`, `tuesday`, `-3d`, `+2w`, `-4h`; in English or Arabic."""

import re
from datetime import date, datetime, timedelta
from difflib import get_close_matches

from models.text import normalized_text

_DAYS = (
    ("monday", "mon", "الاثنين"),
    ("tuesday", "tue", "الثلاثاء"),
    ("wednesday", "wed", "الأربعاء"),
    ("thursday", "thu", "الخميس"),
    ("friday", "fri", "الجمعة"),
    ("saturday", "sat", "السبت"),
    ("sunday", "sun", "الأحد"),
)
_NEAR = {-1: ("yesterday", "أمس"), 0: ("today", "اليوم"), 1: ("tomorrow", "غدا", "غدًا")}
_WEEKDAYS = {normalized_text(name): number for number, names in enumerate(_DAYS) for name in names}
_SHIFTS = {normalized_text(name): days for days, names in _NEAR.items() for name in names}
_AMOUNT = re.compile(r"([+-])(\d{1,4})([dwhm])")
_IN_DAYS = {"d": 1, "w": 7}
_TIMES = {"h": timedelta(hours=1), "m": timedelta(minutes=1)}
_WEEK = 7
_ALIKE, _LEAST = 0.7, 3
"""How much alike two words are of which one is meant by the other, and how long they are at least."""


def words_like(text: str) -> list[str]:
    """The words for days of which a mistyped one may be meant."""
    known = {normalized_text(name): name for names in (*_DAYS, *_NEAR.values()) for name in names if len(name) > _LEAST}
    return [known[each] for each in get_close_matches(normalized_text(text), known, 1, _ALIKE)]


def said_date(text: str, today: date, *, ahead: bool = False) -> date | None:
    """The date that a text says; None where it says none. A weekday is the last one, today's too; `ahead`: the next."""
    word = normalized_text(text)
    if word in _SHIFTS:
        return today + timedelta(days=_SHIFTS[word])
    if word in _WEEKDAYS:
        back = (today.weekday() - _WEEKDAYS[word]) % _WEEK
        return today + timedelta(days=(-back % _WEEK or _WEEK) if ahead else -back)
    amount = _AMOUNT.fullmatch(text.strip())
    if amount and amount[3] in _IN_DAYS:
        days = int(amount[2]) * _IN_DAYS[amount[3]]
        return today + timedelta(days=days if amount[1] == "+" else -days)
    return None


def said_instant(text: str, now: datetime) -> datetime | None:
    """The instant that a text says by the hours or minutes from now; None where it says none."""
    if text.strip() == "now":
        return now
    amount = _AMOUNT.fullmatch(text.strip())
    if amount is None or amount[3] not in _TIMES:
        return None
    time = int(amount[2]) * _TIMES[amount[3]]
    return now + time if amount[1] == "+" else now - time
