"""Days that are counted from now."""

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta

from bench.first_stage.phrases.grammar import ARABIC, ENGLISH, Grammar, in_any_digits, said_in
from bench.first_stage.phrases.names import ENGLISH_WEEKDAYS, WEEKDAYS
from bench.first_stage.spoken_numbers import arabic_days, dialect_days, english


def _hours(chance: random.Random, now: datetime) -> tuple[str, date]:
    hours = chance.randrange(1, 49)
    arabic = {1: "ساعة", 2: "ساعتين"}.get(hours, f"{hours} {'ساعات' if hours < 11 else 'ساعة'}")
    lead = chance.choice(("بعد {}", "خلال {}", "بعد حوالي {}", "في غضون {}"))
    if chance.random() < 0.4:
        count = {1: "an hour"}.get(hours, f"{hours} hours")
        return said_in(chance, ENGLISH, chance.choice((f"in {count}", f"in about {count}", f"within {count}"))), (
            now + timedelta(hours=hours)
        ).date()
    return said_in(chance, ARABIC, in_any_digits(chance, lead.format(arabic))), (now + timedelta(hours=hours)).date()


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
    carriers = ENGLISH if said.isascii() else ARABIC[:4]
    return said_in(chance, carriers, said), now.date() + timedelta(days=days)


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
            text = said_in(chance, _LEFT, said)
        else:
            text = said_in(chance, ARABIC, said_in(chance, _COUNTED, said))
        return text, now.date() + timedelta(days=number)

    return phrase


def _standard(*, nominative: bool) -> Grammar:
    return _counted(lambda _, number: arabic_days(number, nominative=nominative))


def _number_of_days(chance: random.Random, number: int) -> str:
    unit = "أيام" if 3 <= number % 100 <= 10 else chance.choice(("يوم", "يوماً"))
    return in_any_digits(chance, f"{number} {unit}")


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
    return said_in(chance, forms, text), now.date() + timedelta(days=number)


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
        return said_in(chance, ("My flight is in {}", "her visa expires in {}", "I travel within {}"), said), (
            now.date() + timedelta(days=days)
        )
    said, days = chance.choice(_LONGER)
    return said_in(chance, ("سفري بعد {}", "باقي على سفري {}", "تأشيرتي تنتهي خلال {}", "باقي {} على رحلتي"), said), (
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
        return said_in(chance, ENGLISH, text), now.date() + timedelta(days=number)
    return said_in(chance, ARABIC, chance.choice(forms)), now.date() + timedelta(days=number)


def _next_week(chance: random.Random, now: datetime) -> tuple[str, date]:
    said, days = chance.choice((("الأسبوع القادم", 7), ("الأسبوع المقبل", 7), ("الاسبوع الجاي", 7), ("next week", 7)))
    return said_in(chance, ENGLISH if said.isascii() else ARABIC, said), now.date() + timedelta(days=days)


def _weekday(chance: random.Random, now: datetime) -> tuple[str, date]:
    which = chance.randrange(7)
    day = now.date()
    while day.weekday() != which:
        day += timedelta(days=1)
    if chance.random() < 0.4:
        english = ("on {}", "this {}", "by {}") + (() if day == now.date() else ("this coming {}",))
        return said_in(chance, ENGLISH, chance.choice(english).format(ENGLISH_WEEKDAYS[which])), day
    forms = ("يوم {}",) if which == 0 or day == now.date() else ("يوم {}", "يوم {} القادم", "{} القادم", "{} الجاي")
    return said_in(chance, ARABIC, chance.choice(forms).format(WEEKDAYS[which])), day


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


KINDS: dict[str, Grammar] = {
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
    "ranges of days": _range_of_days,
}
