"""What every grammar of phrases has: the moments they are said at, and the sentences a date stands in."""

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

RIYADH = ZoneInfo("Asia/Riyadh")
NOWS = tuple(
    datetime.fromisoformat(f"{written}+03:00").astimezone(RIYADH)
    for written in ("2026-01-06T09:00", "2026-02-24T22:30", "2026-11-28T10:15", "2026-12-30T16:00", "2028-02-27T07:05")
)


class Phrase(NamedTuple):
    """A text with the days it speaks of: none where it speaks of no day, or where nobody can know which."""

    kind: str
    text: str
    now: datetime
    days: frozenset[date] = frozenset()
    spoken_of: bool = True
    """Whether it speaks of a date at all: then one that cannot be known must be found and stay unread."""


Grammar = Callable[[random.Random, datetime], tuple[str, date | tuple[date, ...] | None]]
ARABIC = (
    "سفري {}",
    "رحلتي {} ويظهر خطأ",
    "حاولت الإصدار وموعد سفري {}",
    "تأشيرتي تنتهي {}",
    "عندي سفر {}، أرجو المساعدة",
)
AT_DAY = (
    "سفري يوم {}",
    "رحلتي في {}",
    "موعد السفر بتاريخ {}",
    "سأسافر {}",
    "إقامتي تنتهي {} والنظام لا يقبل",
    "سفري {}",
)
ENGLISH = ("My flight is {}", "I travel {} and the page shows an error", "her visa expires {}.", "we fly {}")
ENGLISH_DAY = ("My flight is on {}", "I will travel on {} and get an error", "visa expires {}", "flight: {}")
PAST_ARABIC = ("رفعت البلاغ {}", "قدمت البلاغ {} ولم يرد أحد", "انتهت تأشيرتها {}")
ENGLISH_PAST = ("I filed the report {}", "the visa expired {}", "we reported her {}")
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def in_any_digits(chance: random.Random, text: str) -> str:
    """A text with its digits as they are, in Arabic, or in Persian."""
    return chance.choice((text, text.translate(_ARABIC_DIGITS), text.translate(_PERSIAN_DIGITS)))


def a_day(chance: random.Random, now: datetime, *, past: bool = False) -> date:
    """A day within a year or so, ahead or gone by."""
    return now.date() + timedelta(days=chance.randrange(1, 400)) * (-1 if past else 1)


def soon(chance: random.Random, now: datetime) -> date:
    """A day within a hundred days."""
    return now.date() + timedelta(days=chance.randrange(1, 100))


def said_in(chance: random.Random, carriers: tuple[str, ...], text: str) -> str:
    """A date in one of the sentences it stands in."""
    return chance.choice(carriers).format(text)
