"""Dates that are written out: by name, in digits, in either calendar."""

import random
from datetime import date, datetime, timedelta
from functools import cache

from hijridate import Gregorian

from bench.first_stage.phrases.grammar import ARABIC, AT_DAY, ENGLISH_DAY, Grammar, a_day, in_any_digits, said_in, soon
from bench.first_stage.phrases.names import (
    ABBREVIATED,
    EGYPT,
    ENGLISH_MONTHS,
    ENGLISH_WEEKDAYS,
    GULF,
    HIJRI,
    LEVANT,
    LEVANT_2,
    MAGHREB,
    MOROCCO,
    WEEKDAYS,
)


def _named(*traditions: list[str]) -> Grammar:
    """A day and an Arabic month, with and without the year."""

    def phrase(chance: random.Random, now: datetime) -> tuple[str, date]:
        with_year = chance.random() < 0.5
        day = a_day(chance, now) if with_year else soon(chance, now)
        month = chance.choice(traditions)[day.month - 1]
        joint = chance.choice((" ", " ", " من ", " شهر ")) if " " not in month else " "
        if joint == " " and chance.random() < 0.2:
            joint = ""
        year = (
            chance.choice((f" {day.year}", f"، {day.year}", f" سنة {day.year}", f" {day.year}م")) if with_year else ""
        )
        return said_in(chance, AT_DAY, in_any_digits(chance, f"{day.day}{joint}{month}{year}")), day

    return phrase


def _month_first(chance: random.Random, now: datetime) -> tuple[str, date]:
    day = soon(chance, now)
    return said_in(chance, AT_DAY, in_any_digits(chance, f"{GULF[day.month - 1]} {day.day}")), day


def _ordinal(number: int) -> str:
    return f"{number}{'th' if 10 < number < 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _english_named(chance: random.Random, now: datetime) -> tuple[str, date]:
    with_year = chance.random() < 0.5
    day = a_day(chance, now) if with_year else soon(chance, now)
    month = chance.choice((ENGLISH_MONTHS, ABBREVIATED))[day.month - 1]
    number = chance.choice((str(day.day), _ordinal(day.day)))
    forms = [f"{number} {month}", f"{month} {number}", f"the {_ordinal(day.day)} of {month}"]
    comma = chance.choice((", ", " "))
    text = chance.choice(forms) + (f"{comma}{day.year}" if with_year else "")
    return said_in(chance, ENGLISH_DAY, text), day


def _month_between_signs(chance: random.Random, now: datetime) -> tuple[str, date]:
    day, sign = a_day(chance, now), chance.choice("-/.")
    year = chance.choice((str(day.year), str(day.year)[2:]))
    return said_in(chance, ENGLISH_DAY, f"{day.day}{sign}{ABBREVIATED[day.month - 1]}{sign}{year}"), day


def _arabic_ordinal(chance: random.Random, now: datetime) -> tuple[str, date]:
    day = soon(chance, now)
    ones = ["الحادي", "الثاني", "الثالث", "الرابع", "الخامس", "السادس", "السابع", "الثامن", "التاسع"]
    tens, one = divmod(day.day, 10)
    if day.day == 1:
        said = "الأول"
    elif tens == 0:
        said = ones[one - 1]
    elif one == 0:
        said = ("العاشر", "العشرين", "الثلاثين")[tens - 1]
    else:
        said = ones[one - 1] + (" عشر" if tens == 1 else " والعشرين" if tens == 2 else " والثلاثين")
    return said_in(chance, AT_DAY, f"{said} من {GULF[day.month - 1]}"), day


@cache
def _hijri_of(day: date) -> tuple[int, int, int]:
    found = Gregorian(day.year, day.month, day.day).to_hijri()
    return found.year, found.month, found.day


def _hijri_named(*, with_year: bool) -> Grammar:
    def phrase(chance: random.Random, now: datetime) -> tuple[str, date]:
        day = a_day(chance, now) if with_year else soon(chance, now)
        year, month, number = _hijri_of(day)
        name = chance.choice(HIJRI[month - 1])
        mark = (
            chance.choice((f" {year}", f" {year}هـ", f" {year} هـ", f" عام {year}", f" {year}ه")) if with_year else ""
        )
        return said_in(chance, AT_DAY, in_any_digits(chance, f"{number} {name}{mark}")), day

    return phrase


def _hijri_digits(chance: random.Random, now: datetime) -> tuple[str, date]:
    day, sign = a_day(chance, now), chance.choice(("/", "-", " / "))
    year, month, number = _hijri_of(day)
    parts = (year, month, number) if chance.random() < 0.5 else (number, month, year)
    text = sign.join(str(part) for part in parts) + chance.choice(("", "هـ", " هـ"))
    return said_in(chance, AT_DAY, in_any_digits(chance, text)), day


_HIJRI_APART: tuple[str, ...] = (
    *("{} هجري", "{} هجرية", "{} (هـ)", "{} بالهجري", "{} بالتاريخ الهجري", "{} من التقويم الهجري", "{} حسب الهجري"),
    *("بالهجري {}", "هجري {}", "(هجري) {}"),
)


def _hijri_apart(chance: random.Random, now: datetime) -> tuple[str, date]:
    """A day and a month in digits, and the word of the calendar before or behind."""
    day = soon(chance, now)
    _, month, number = _hijri_of(day)
    text = f"{number}/{month}"
    carriers: tuple[str, ...] = AT_DAY
    words = _HIJRI_APART
    if chance.random() < 0.3:
        carriers = ENGLISH_DAY
        words = ("{} hijri", "{} Hijri", "{} (Hijri calendar)", "{} in Hijri", "hijri {}")
    else:
        text = chance.choice((text, f"{number} شهر {month}", f"{number} من شهر {month}"))
    return said_in(chance, carriers, in_any_digits(chance, chance.choice(words).format(text))), day


def _of_two_calendars(chance: random.Random, now: datetime) -> tuple[str, date | None]:
    """A day of which both calendars are named, or not the one that its month is of."""
    day = soon(chance, now)
    text = chance.choice(
        (
            f"{day.day}/{day.month} هجري أو ميلادي",
            f"{day.day}/{day.month} مو هجري",
            f"{day.day} {chance.choice(GULF)} هجري",
            f"{min(day.day, 29)} {HIJRI[6][0]} ميلادي",
        )
    )
    return said_in(chance, AT_DAY, text), None


def _in_digits(chance: random.Random, now: datetime) -> tuple[str, date]:
    day, sign = a_day(chance, now), chance.choice(("/", "-", ".", " / ", " - ", "\\"))
    padded = chance.random() < 0.5
    month, number = (f"{day.month:02}", f"{day.day:02}") if padded else (str(day.month), str(day.day))
    parts = [str(day.year), month, number] if chance.random() < 0.4 else [number, month, str(day.year)]
    return said_in(chance, AT_DAY, in_any_digits(chance, sign.join(parts))), day


def _short_year(chance: random.Random, now: datetime) -> tuple[str, date]:
    day, sign = a_day(chance, now), chance.choice("/-.")
    return said_in(chance, AT_DAY, in_any_digits(chance, f"{day.day}{sign}{day.month}{sign}{day.year % 100:02}")), day


def _day_and_month(chance: random.Random, now: datetime) -> tuple[str, date]:
    day = soon(chance, now)
    while (day.day, day.month) == (24, 7):
        day = soon(chance, now)
    return said_in(chance, AT_DAY, in_any_digits(chance, f"{day.day}/{day.month}")), day


def _weekday_with_date(chance: random.Random, now: datetime) -> tuple[str, date]:
    day = soon(chance, now)
    weekday, month = WEEKDAYS[day.weekday()], GULF[day.month - 1]
    forms = (
        f"يوم {weekday} {day.day} {month}",
        f"{weekday} الموافق {day:%d/%m/%Y}",
        f"{day.day} {month} يوم {weekday}",
        f"يوم {weekday} بتاريخ {day.day}/{day.month}/{day.year}",
    )
    if chance.random() < 0.3:
        return f"My flight is on {ENGLISH_WEEKDAYS[day.weekday()]}, {day.day} {ENGLISH_MONTHS[day.month - 1]}", day
    return said_in(chance, ARABIC, chance.choice(forms)), day


def _range_of_dates(chance: random.Random, now: datetime) -> tuple[str, tuple[date, date]]:
    first = soon(chance, now)
    last = first + timedelta(days=chance.randrange(1, 6))
    month, other = GULF[first.month - 1], GULF[last.month - 1]
    english_month, english_other = ABBREVIATED[first.month - 1], ENGLISH_MONTHS[last.month - 1]
    forms = [
        f"سفري من {first.day} {month} إلى {last.day} {other}",
        f"سفري بين {first:%d/%m/%Y} و {last:%d/%m/%Y}",
        f"رحلتي من {first:%Y-%m-%d} إلى {last:%Y-%m-%d}",
        f"My trip is from {first.day} {english_month} to {last.day} {english_other}",
        f"I travel between {english_month} {first.day} and {english_other} {last.day}",
    ]
    if first.month == last.month:
        forms += [
            f"سفري من {first.day} إلى {last.day} {month}",
            f"سفري بين {first.day} و{last.day} {month}",
            f"سفري {first.day}-{last.day} {month} {last.year}",
            f"My trip is {english_month} {first.day}-{last.day}",
            f"I travel from {first.day} to {last.day} {english_other}",
        ]
    return chance.choice(forms), (first, last)


KINDS: dict[str, Grammar] = {
    "months, Gulf and Egypt": _named(GULF, EGYPT),
    "months, Levant": _named(LEVANT, LEVANT_2),
    "months, Maghreb": _named(MAGHREB, MOROCCO),
    "month before the day, Arabic": _month_first,
    "months, English, with ordinals": _english_named,
    "month between signs (25-Feb-26)": _month_between_signs,
    "ordinals in Arabic words": _arabic_ordinal,
    "Hijri months by name, with the year": _hijri_named(with_year=True),
    "Hijri months by name, without the year": _hijri_named(with_year=False),
    "Hijri dates in digits": _hijri_digits,
    "Hijri dates in digits, the calendar named apart": _hijri_apart,
    "days of two calendars": _of_two_calendars,
    "dates in digits, any separator": _in_digits,
    "dates in digits, year of two": _short_year,
    "day and month in digits": _day_and_month,
    "weekday with its date": _weekday_with_date,
    "ranges of dates": _range_of_dates,
}
