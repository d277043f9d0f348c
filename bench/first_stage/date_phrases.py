"""A grammar of dates as people write them: phrases by kind, each with its right day, computed without the reader."""

import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hijridate import Gregorian

from bench.first_stage.spoken_numbers import arabic_days, dialect_days, english

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


Grammar = Callable[[random.Random, datetime], tuple[str, date | tuple[date, date] | None]]
_ARABIC = (
    "سفري {}",
    "رحلتي {} ويظهر خطأ",
    "حاولت الإصدار وموعد سفري {}",
    "تأشيرتي تنتهي {}",
    "عندي سفر {}، أرجو المساعدة",
)
_AT_DAY = (
    "سفري يوم {}",
    "رحلتي في {}",
    "موعد السفر بتاريخ {}",
    "سأسافر {}",
    "إقامتي تنتهي {} والنظام لا يقبل",
    "سفري {}",
)
_ENGLISH = ("My flight is {}", "I travel {} and the page shows an error", "her visa expires {}.", "we fly {}")
_ENGLISH_DAY = ("My flight is on {}", "I will travel on {} and get an error", "visa expires {}", "flight: {}")
_PAST = ("رفعت البلاغ {}", "قدمت البلاغ {} ولم يرد أحد", "انتهت تأشيرتها {}")
_ENGLISH_PAST = ("I filed the report {}", "the visa expired {}", "we reported her {}")

_GULF = ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"]
_EGYPT = ["يناير", "فبراير", "مارس", "إبريل", "مايو", "يونيه", "يوليه", "اغسطس", "سبتمبر", "اكتوبر", "نوفمبر", "ديسمبر"]
_LEVANT = [
    "كانون الثاني",
    "شباط",
    "آذار",
    "نيسان",
    "أيار",
    "حزيران",
    "تموز",
    "آب",
    "أيلول",
    "تشرين الأول",
    "تشرين الثاني",
    "كانون الأول",
]
_LEVANT_2 = [
    "كانون ثاني",
    "شباط",
    "اذار",
    "نيسان",
    "ايار",
    "حزيران",
    "تموز",
    "اب",
    "ايلول",
    "تشرين اول",
    "تشرين ثاني",
    "كانون اول",
]
_MAGHREB = ["جانفي", "فيفري", "مارس", "أفريل", "ماي", "جوان", "جويلية", "أوت", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"]
_MOROCCO = ["يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو", "يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر", "دجنبر"]
_ENGLISH_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_ABBREVIATED = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_HIJRI = (
    ["محرم", "المحرم"],
    ["صفر"],
    ["ربيع الأول", "ربيع أول", "ربيع 1"],
    ["ربيع الآخر", "ربيع الثاني", "ربيع ثاني", "ربيع 2"],
    ["جمادى الأولى", "جمادى الأول", "جماد أول", "جمادى 1"],
    ["جمادى الآخرة", "جمادى الثانية", "جماد ثاني", "جمادى الآخر", "جمادى 2"],
    ["رجب"],
    ["شعبان"],
    ["رمضان", "شهر رمضان", "من رمضان"],
    ["شوال"],
    ["ذو القعدة", "ذي القعدة", "ذوالقعدة", "ذي القعده"],
    ["ذو الحجة", "ذي الحجة", "ذوالحجة", "ذي الحجه"],
)
_WEEKDAYS = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")
_ENGLISH_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def _digits(chance: random.Random, text: str) -> str:
    return chance.choice((text, text.translate(_ARABIC_DIGITS), text.translate(_PERSIAN_DIGITS)))


def _a_day(chance: random.Random, now: datetime, *, past: bool = False) -> date:
    return now.date() + timedelta(days=chance.randrange(1, 400)) * (-1 if past else 1)


def _soon(chance: random.Random, now: datetime) -> date:
    return now.date() + timedelta(days=chance.randrange(1, 100))


def _said(chance: random.Random, carriers: tuple[str, ...], text: str) -> str:
    return chance.choice(carriers).format(text)


def _named(*traditions: list[str]) -> Grammar:
    """A day and an Arabic month, with and without the year."""

    def phrase(chance: random.Random, now: datetime) -> tuple[str, date]:
        with_year = chance.random() < 0.5
        day = _a_day(chance, now) if with_year else _soon(chance, now)
        month = chance.choice(traditions)[day.month - 1]
        joint = chance.choice((" ", " ", " من ", " شهر ")) if " " not in month else " "
        if joint == " " and chance.random() < 0.2:
            joint = ""
        year = (
            chance.choice((f" {day.year}", f"، {day.year}", f" سنة {day.year}", f" {day.year}م")) if with_year else ""
        )
        return _said(chance, _AT_DAY, _digits(chance, f"{day.day}{joint}{month}{year}")), day

    return phrase


def _month_first(chance: random.Random, now: datetime) -> tuple[str, date]:
    day = _soon(chance, now)
    return _said(chance, _AT_DAY, _digits(chance, f"{_GULF[day.month - 1]} {day.day}")), day


def _ordinal(number: int) -> str:
    return f"{number}{'th' if 10 < number < 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _english_named(chance: random.Random, now: datetime) -> tuple[str, date]:
    with_year = chance.random() < 0.5
    day = _a_day(chance, now) if with_year else _soon(chance, now)
    month = chance.choice((_ENGLISH_MONTHS, _ABBREVIATED))[day.month - 1]
    number = chance.choice((str(day.day), _ordinal(day.day)))
    forms = [f"{number} {month}", f"{month} {number}", f"the {_ordinal(day.day)} of {month}"]
    comma = chance.choice((", ", " "))
    text = chance.choice(forms) + (f"{comma}{day.year}" if with_year else "")
    return _said(chance, _ENGLISH_DAY, text), day


def _month_between_signs(chance: random.Random, now: datetime) -> tuple[str, date]:
    day, sign = _a_day(chance, now), chance.choice("-/.")
    year = chance.choice((str(day.year), str(day.year)[2:]))
    return _said(chance, _ENGLISH_DAY, f"{day.day}{sign}{_ABBREVIATED[day.month - 1]}{sign}{year}"), day


def _arabic_ordinal(chance: random.Random, now: datetime) -> tuple[str, date]:
    day = _soon(chance, now)
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
    return _said(chance, _AT_DAY, f"{said} من {_GULF[day.month - 1]}"), day


@cache
def _hijri(day: date) -> tuple[int, int, int]:
    found = Gregorian(day.year, day.month, day.day).to_hijri()
    return found.year, found.month, found.day


def _hijri_named(*, with_year: bool) -> Grammar:
    def phrase(chance: random.Random, now: datetime) -> tuple[str, date]:
        day = _a_day(chance, now) if with_year else _soon(chance, now)
        year, month, number = _hijri(day)
        name = chance.choice(_HIJRI[month - 1])
        mark = (
            chance.choice((f" {year}", f" {year}هـ", f" {year} هـ", f" عام {year}", f" {year}ه")) if with_year else ""
        )
        return _said(chance, _AT_DAY, _digits(chance, f"{number} {name}{mark}")), day

    return phrase


def _hijri_digits(chance: random.Random, now: datetime) -> tuple[str, date]:
    day, sign = _a_day(chance, now), chance.choice(("/", "-", " / "))
    year, month, number = _hijri(day)
    parts = (year, month, number) if chance.random() < 0.5 else (number, month, year)
    text = sign.join(str(part) for part in parts) + chance.choice(("", "هـ", " هـ"))
    return _said(chance, _AT_DAY, _digits(chance, text)), day


def _in_digits(chance: random.Random, now: datetime) -> tuple[str, date]:
    day, sign = _a_day(chance, now), chance.choice(("/", "-", ".", " / ", " - ", "\\"))
    padded = chance.random() < 0.5
    month, number = (f"{day.month:02}", f"{day.day:02}") if padded else (str(day.month), str(day.day))
    parts = [str(day.year), month, number] if chance.random() < 0.4 else [number, month, str(day.year)]
    return _said(chance, _AT_DAY, _digits(chance, sign.join(parts))), day


def _short_year(chance: random.Random, now: datetime) -> tuple[str, date]:
    day, sign = _a_day(chance, now), chance.choice("/-.")
    return _said(chance, _AT_DAY, _digits(chance, f"{day.day}{sign}{day.month}{sign}{day.year % 100:02}")), day


def _day_and_month(chance: random.Random, now: datetime) -> tuple[str, date]:
    day = _soon(chance, now)
    while (day.day, day.month) == (24, 7):
        day = _soon(chance, now)
    return _said(chance, _AT_DAY, _digits(chance, f"{day.day}/{day.month}")), day


def _hours(chance: random.Random, now: datetime) -> tuple[str, date]:
    hours = chance.randrange(1, 49)
    arabic = {1: "ساعة", 2: "ساعتين"}.get(hours, f"{hours} {'ساعات' if hours < 11 else 'ساعة'}")
    lead = chance.choice(("بعد {}", "خلال {}", "بعد حوالي {}", "في غضون {}"))
    if chance.random() < 0.4:
        count = {1: "an hour"}.get(hours, f"{hours} hours")
        return _said(chance, _ENGLISH, chance.choice((f"in {count}", f"in about {count}", f"within {count}"))), (
            now + timedelta(hours=hours)
        ).date()
    return _said(chance, _ARABIC, _digits(chance, lead.format(arabic))), (now + timedelta(hours=hours)).date()


def _some_hours(chance: random.Random, now: datetime) -> tuple[str, date]:
    text = chance.choice(("سفري بعد ساعات قليلة", "رحلتي بعد ساعات", "طيارتي خلال ساعات", "I fly in a few hours"))
    return text, now.date()


def _airport(chance: random.Random, now: datetime) -> tuple[str, date]:
    return chance.choice(
        (
            "أنا الآن في المطار ورحلتي الساعة 6 مساء",
            "I am at the airport now",
            "انا بالمطار الحين والنظام معلق",
            "نحن في المطار الآن",
            "عالق في المطار ولا يسمحون بالسفر",
            "We are stuck at the airport and the visa shows an error",
            "I'm at the airport right now",
            "واقف في المطار ولا أقدر أسافر",
        )
    ), now.date()


def _by_name(chance: random.Random, now: datetime) -> tuple[str, date]:
    said, days = chance.choice(
        (
            ("اليوم", 0),
            ("الليلة", 0),
            ("غداً", 1),
            ("غدا", 1),
            ("بكرة", 1),
            ("بكره", 1),
            ("باكر", 1),
            ("بعد غد", 2),
            ("بعد غداً", 2),
            ("بعد بكرة", 2),
            ("بعد بكره", 2),
            ("عقب باكر", 2),
            ("today", 0),
            ("tonight", 0),
            ("tomorrow", 1),
            ("the day after tomorrow", 2),
            ("tomorrow morning", 1),
        )
    )
    carriers = _ENGLISH if said.isascii() else _ARABIC[:4]
    return _said(chance, carriers, said), now.date() + timedelta(days=days)


_COUNTED = ("بعد {}", "خلال {}", "في غضون {}", "بعد حوالي {}", "بعد مرور {}")
_LEFT = (
    "باقي على سفري {}",
    "متبقي على انتهاء تأشيرتي {}",
    "باقي {} على سفري",
    "صلاحية جوازي {}",
    "إقامتي باقي فيها {}",
    "صلاحية الجواز المتبقية {}",
    "جوازي صلاحيته {}",
    "باقي على الإقامة {} فقط",
)


def _counted(days_in_words: Callable[[random.Random, int], str]) -> Grammar:
    """1 to 400 days ahead, in the words of one way to say numbers."""

    def phrase(chance: random.Random, now: datetime) -> tuple[str, date]:
        number = chance.randrange(1, 401)
        said = days_in_words(chance, number)
        if chance.random() < 0.5 and said != "يوم":
            text = _said(chance, _LEFT, said)
        else:
            text = _said(chance, _ARABIC, _said(chance, _COUNTED, said))
        return text, now.date() + timedelta(days=number)

    return phrase


def _standard(*, nominative: bool) -> Grammar:
    return _counted(lambda _, number: arabic_days(number, nominative=nominative))


def _number_of_days(chance: random.Random, number: int) -> str:
    unit = "أيام" if 3 <= number % 100 <= 10 else chance.choice(("يوم", "يوماً"))
    return _digits(chance, f"{number} {unit}")


def _english_counted(chance: random.Random, now: datetime) -> tuple[str, date]:
    number = chance.randrange(1, 401)
    said = str(number) if chance.random() < 0.4 else english(number, hyphen=chance.random() < 0.5)
    text = f"{said} day{'s' if number > 1 else ''}"
    forms: tuple[str, ...] = (
        "My flight is in {}",
        "my passport is valid for {}",
        "{} left on my visa",
        "I travel within {}",
    )
    forms += ("only {} remaining on her iqama", "there are {} until my flight", "my visa expires {} from now")
    return _said(chance, forms, text), now.date() + timedelta(days=number)


_LONGER = (
    ("أسبوع", 7),
    ("أسبوعين", 14),
    ("ثلاثة أسابيع", 21),
    ("4 أسابيع", 28),
    ("شهر", 30),
    ("شهرين", 60),
    ("ثلاثة أشهر", 90),
    ("3 شهور", 90),
    ("ستة أشهر", 180),
    ("سنة", 365),
    ("سنتين", 730),
    ("شهر ونصف", 45),
    ("شهرين و10 أيام", 70),
    ("أسبوع واحد", 7),
    ("شهر وأسبوع واحد", 37),
    ("عام واحد", 365),
)
_ENGLISH_LONGER = (
    ("a week", 7),
    ("two weeks", 14),
    ("3 weeks", 21),
    ("a month", 30),
    ("two months", 60),
    ("six months", 180),
    ("a year", 365),
    ("a fortnight", 14),
    ("a couple of days", 2),
    ("a couple of weeks", 14),
    ("2 weeks and 3 days", 17),
    ("a month and a half", 45),
)


def _weeks_and_months(chance: random.Random, now: datetime) -> tuple[str, date]:
    if chance.random() < 0.4:
        said, days = chance.choice(_ENGLISH_LONGER)
        return _said(chance, ("My flight is in {}", "her visa expires in {}", "I travel within {}"), said), (
            now.date() + timedelta(days=days)
        )
    said, days = chance.choice(_LONGER)
    return _said(chance, ("سفري بعد {}", "باقي على سفري {}", "تأشيرتي تنتهي خلال {}", "باقي {} على رحلتي"), said), (
        now.date() + timedelta(days=days)
    )


def _within(chance: random.Random, now: datetime) -> tuple[str, date]:
    number = chance.randrange(3, 11)
    words = arabic_days(number).split()[0]
    forms = (
        f"خلال ال {number} أيام القادمة",
        f"خلال الـ{number} أيام القادمة",
        f"خلال ال{words} أيام القادمة",
        f"خلال الأيام ال{words} القادمة",
        f"خلال {number} أيام",
        f"في غضون {words} أيام",
    )
    if chance.random() < 0.3:
        text = chance.choice(("within {} days", "within the next {} days", "in the next {} days")).format(number)
        return _said(chance, _ENGLISH, text), now.date() + timedelta(days=number)
    return _said(chance, _ARABIC, chance.choice(forms)), now.date() + timedelta(days=number)


def _next_week(chance: random.Random, now: datetime) -> tuple[str, date]:
    said, days = chance.choice((("الأسبوع القادم", 7), ("الأسبوع المقبل", 7), ("الاسبوع الجاي", 7), ("next week", 7)))
    return _said(chance, _ENGLISH if said.isascii() else _ARABIC, said), now.date() + timedelta(days=days)


def _weekday(chance: random.Random, now: datetime) -> tuple[str, date]:
    which = chance.randrange(7)
    day = now.date()
    while day.weekday() != which:
        day += timedelta(days=1)
    if chance.random() < 0.4:
        english = ("on {}", "this {}", "by {}") + (() if day == now.date() else ("this coming {}",))
        return _said(chance, _ENGLISH, chance.choice(english).format(_ENGLISH_WEEKDAYS[which])), day
    forms = ("يوم {}",) if which == 0 or day == now.date() else ("يوم {}", "يوم {} القادم", "{} القادم", "{} الجاي")
    return _said(chance, _ARABIC, chance.choice(forms).format(_WEEKDAYS[which])), day


def _weekday_with_date(chance: random.Random, now: datetime) -> tuple[str, date]:
    day = _soon(chance, now)
    weekday, month = _WEEKDAYS[day.weekday()], _GULF[day.month - 1]
    forms = (
        f"يوم {weekday} {day.day} {month}",
        f"{weekday} الموافق {day:%d/%m/%Y}",
        f"{day.day} {month} يوم {weekday}",
        f"يوم {weekday} بتاريخ {day.day}/{day.month}/{day.year}",
    )
    if chance.random() < 0.3:
        return f"My flight is on {_ENGLISH_WEEKDAYS[day.weekday()]}, {day.day} {_ENGLISH_MONTHS[day.month - 1]}", day
    return _said(chance, _ARABIC, chance.choice(forms)), day


def _range(chance: random.Random, now: datetime) -> tuple[str, tuple[date, date]]:
    first = _soon(chance, now)
    last = first + timedelta(days=chance.randrange(1, 6))
    month, other = _GULF[first.month - 1], _GULF[last.month - 1]
    english_month, english_other = _ABBREVIATED[first.month - 1], _ENGLISH_MONTHS[last.month - 1]
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


def _range_of_days(chance: random.Random, now: datetime) -> tuple[str, tuple[date, date]]:
    least = chance.randrange(3, 9)
    most = least + chance.randrange(1, 3)
    forms: tuple[str, ...] = (
        f"سفري بعد {least} إلى {most} أيام",
        f"سفري خلال {least}-{most} أيام",
        f"سفري بعد {least} أو {most} أيام",
    )
    forms += (
        f"I fly in {least} to {most} days",
        f"my flight is in {least}-{most} days",
        f"I travel in {least} or {most} days",
    )
    return chance.choice(forms), (now.date() + timedelta(days=least), now.date() + timedelta(days=most))


def _ago(chance: random.Random, now: datetime) -> tuple[str, date]:
    number = chance.randrange(1, 100)
    if chance.random() < 0.35:
        said = f"{chance.choice((str(number), english(number)))} day{'s' if number > 1 else ''} ago"
        return _said(chance, _ENGLISH_PAST, said), now.date() - timedelta(days=number)
    said = chance.choice((arabic_days(number), arabic_days(number, nominative=False), dialect_days(number, number)))
    lead = chance.choice(("قبل {}", "منذ {}", "قبل حوالي {}") + (("من {}",) if said != "يوم" and number > 1 else ()))
    return _said(chance, _PAST, lead.format(said)), now.date() - timedelta(days=number)


def _past_date(chance: random.Random, now: datetime) -> tuple[str, date]:
    day = now.date() - timedelta(days=chance.randrange(1, 100))
    forms = (f"{day.day} {_GULF[day.month - 1]}", f"{day:%d/%m/%Y}", f"{day.day}/{day.month}")
    return _said(
        chance, ("رفعت البلاغ يوم {}", "انتهت تأشيرتها في {}", "قدمت البلاغ بتاريخ {}"), chance.choice(forms)
    ), day


def _past_by_name(chance: random.Random, now: datetime) -> tuple[str, date]:
    said, days = chance.choice(
        (
            ("أمس", -1),
            ("البارح", -1),
            ("امبارح", -1),
            ("أول أمس", -2),
            ("قبل أمس", -2),
            ("الأسبوع الماضي", -7),
            ("yesterday", -1),
            ("the day before yesterday", -2),
            ("last week", -7),
            ("last night", -1),
        )
    )
    return _said(chance, _ENGLISH_PAST if said.isascii() else _PAST, said), now.date() + timedelta(days=days)


def _denied(chance: random.Random, now: datetime) -> tuple[str, None]:
    day = _soon(chance, now)
    written = f"{day.day} {_GULF[day.month - 1]}"
    return chance.choice(
        (
            f"لن أسافر {chance.choice(('غدا', 'بكرة', 'اليوم', written, f'يوم {written}'))}",
            "ما راح أسافر بكرة",
            "سفري ليس غدا",
            "سفري مو بكرة",
            f"رحلتي ليست يوم {written}",
            "I am not travelling tomorrow",
            "my flight is not tomorrow",
            "I will not travel on Thursday",
            f"my flight is not on {_ABBREVIATED[day.month - 1]} {day.day}",
            "تأشيرتي لا تنتهي غدا",
            "my visa does not expire tomorrow",
            "we won't fly today",
        )
    ), None


def _no_date(chance: random.Random, now: datetime) -> tuple[str, None]:
    number = chance.randrange(2, 30)
    return chance.choice(
        (
            f"رقم طلب السفر 25-{number % 12 + 1}-2026",
            f"جوالي 05{chance.randrange(10**7, 10**8)} وسفري قريب",
            f"هويتي 1990000{number:03}4 للسفر",
            f"دفعت {number * 50} ريال لتذكرة السفر",
            f"دفعت {number}.50 ريال رسوم السفر",
            f"الطلب رقم {number}/12 عن السفر",
            "الخدمة 24/7 لا تعمل وسفري قريب",
            f"معي {number} مرافقين في السفر",
            f"سفري مع {english(3)} اطفال",
            f"TW-2026-{number}-{number} سفر",
            f"سافرت على الرحلة رقم {number}/7",
            f"I paid {number} SAR for the ticket",
            "I may travel with 2 children",
            f"my ticket number is 12-{number % 12 + 1}-2026",
            f"السفر لمدة {number} يوم",
            f"the trip takes {number} days",
            f"مدة الرحلة {number} ساعة",
            "محرم السفر معي رقم 5",
            "version 4.3.26 of the travel app",
            "تعذر السفر: خطأ 192.168.1.12",
            f"أنا أب لثلاثة أطفال وأحتاج السفر، رقم {number}",
        )
    ), None


def _unreadable(chance: random.Random, now: datetime) -> tuple[str, None]:
    odd = chance.choice(("كذا", "خمسن", "ثلثيين", "بضعة", "عدة", "كم", "تسعيين", "مءة", "عشرن", "سبعن"))
    plural = odd in ("بضعة", "عدة")
    unit = "أيام" if plural else "يوم"
    return chance.choice(
        (
            f"صلاحية جوازي {odd} {unit}",
            f"جوازي صلاحيته {odd} {unit}",
            f"باقي على سفري {odd} {unit}",
            f"باقي على تأشيرتي {odd} {unit}",
            f"سفري بعد {odd} {unit}",
            f"متبقي على الإقامة {odd} {unit}",
            "سفري بعد أيام",
            "my flight is within several days",
            "باقي على سفري أيام",
            "صلاحية جوازي أكثر من 90 يوماً",
            "جوازي صلاحيته أقل من 90 يوم",
            "سفري الشهر القادم",
            "I travel next month",
            "سفري بعد العيد",
            "سفري في شهر مارس",
            "سفري نهاية الشهر",
            "سفري يوم 31/02/2027",
            "سفري 31 أبريل",
            "سفري بعد 3 أيام من صدور التأشيرة",
            "سفري خلال 5 أيام عمل",
        )
    ), None


KINDS: dict[str, Grammar] = {
    "months, Gulf and Egypt": _named(_GULF, _EGYPT),
    "months, Levant": _named(_LEVANT, _LEVANT_2),
    "months, Maghreb": _named(_MAGHREB, _MOROCCO),
    "month before the day, Arabic": _month_first,
    "months, English, with ordinals": _english_named,
    "month between signs (25-Feb-26)": _month_between_signs,
    "ordinals in Arabic words": _arabic_ordinal,
    "Hijri months by name, with the year": _hijri_named(with_year=True),
    "Hijri months by name, without the year": _hijri_named(with_year=False),
    "Hijri dates in digits": _hijri_digits,
    "dates in digits, any separator": _in_digits,
    "dates in digits, year of two": _short_year,
    "day and month in digits": _day_and_month,
    "hours ahead": _hours,
    "some hours": _some_hours,
    "at the airport now": _airport,
    "days by name": _by_name,
    "N days, written, nominative": _standard(nominative=True),
    "N days, written, accusative": _standard(nominative=False),
    "N days, dialect": _counted(lambda chance, number: dialect_days(number, chance.randrange(12))),
    "N days, digits of all kinds": _counted(_number_of_days),
    "N days, English": _english_counted,
    "weeks, months, years": _weeks_and_months,
    "within the next N days": _within,
    "next week": _next_week,
    "weekdays": _weekday,
    "weekday with its date": _weekday_with_date,
    "ranges of dates": _range,
    "ranges of days": _range_of_days,
    "days ago": _ago,
    "dates in the past": _past_date,
    "past days by name": _past_by_name,
    "denied dates": _denied,
    "numbers that are no dates": _no_date,
    "amounts and dates nobody can know": _unreadable,
}
"""Each kind with its grammar."""
_SPEAK_OF_NONE = {"denied dates", "numbers that are no dates"}


def phrases_of(kind: str, many: int, seed: int = 1) -> Iterator[Phrase]:
    """So many phrases of a kind; the same ones for a seed."""
    chance = random.Random(f"{seed} {kind}")  # noqa: S311 - the same phrases in every run
    for place in range(many):
        now = NOWS[place % len(NOWS)]
        text, right = KINDS[kind](chance, now)
        days = frozenset(right if isinstance(right, tuple) else (right,) if right else ())
        yield Phrase(kind, text, now, days, kind not in _SPEAK_OF_NONE)
