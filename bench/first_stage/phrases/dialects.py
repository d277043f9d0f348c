"""Lengths and days as they are said in dialects, in papers and in haste."""

import random
from datetime import date, datetime, timedelta

from bench.first_stage.phrases.grammar import ARABIC, ENGLISH, NOWS, Grammar, in_any_digits, said_in
from bench.first_stage.spoken_numbers import LIAISON, arabic, english

_LEFT_VERBS = (
    *(
        "باقي على سفري {}",
        "ضل على سفري {}",
        "ضايل على سفري {}",
        "فاضل على السفر {}",
        "بقى على سفري {}",
        "ظل على السفر {}",
    ),
    *("يفصلني عن السفر {}", "ضل {} على سفري", "فاضل {} عالسفر", "باقيلي {} على السفر", "بقالي {} على السفر"),
)
_ONE_MORE = (("أسبوع", 7), ("أسبوعين", 14), ("شهر", 30), ("شهرين", 60), ("سنة", 365))
_SMALLER = (("يوم", 1), ("يومين", 2), ("أسبوع", 7), ("شهر", 30))
_WEEKS = (
    *(("سيمانة", 7), ("سيمانتين", 14), ("جمعة", 7), ("جمعتين", 14), ("سبوع", 7), ("سبوعين", 14), ("3 سيمانات", 21)),
    *(("نص شهر", 15), ("تلات أسابيع", 21), ("شهر ونص", 45)),
)
_ENGLISH_WEEKS = (
    ("2 wks", 14),
    ("3 wks", 21),
    ("a week's time", 7),
    ("three days' time", 3),
    ("a fortnight's time", 14),
    ("1 wk", 7),
)
_DAYS_OF_THE_WEEK = (
    *(
        ("الاثنين", "الاتنين"),
        ("الثلاثاء", "التلاتا", "الثلاثا"),
        ("الأربعاء", "الاربعا"),
        ("الخميس",),
        ("الجمعة", "الجمعه"),
        ("السبت",),
    ),
    ("الأحد", "الحد"),
)
_COMING = ("الجاي", "اللي جاي", "القادم", "الياي", "المقبل", "اللي ياي", "الماجي")


def _liaison(chance: random.Random, now: datetime) -> tuple[str, date]:
    """«عشر تيام», «خمستيام»."""
    number = chance.randrange(3, 11)
    said = chance.choice(LIAISON[number])
    carriers = _LEFT_VERBS if chance.random() < 0.4 else tuple(each.format("بعد {}") for each in ARABIC)
    return said_in(chance, carriers, said), now.date() + timedelta(days=number)


def _left(chance: random.Random, now: datetime) -> tuple[str, date]:
    number = chance.randrange(2, 30)
    said = "يومين" if number == 2 else in_any_digits(chance, f"{number} {'أيام' if number < 11 else 'يوم'}")
    return said_in(chance, _LEFT_VERBS, said), now.date() + timedelta(days=number)


def _weeks(chance: random.Random, now: datetime) -> tuple[str, date]:
    if chance.random() < 0.3:
        said, days = chance.choice(_ENGLISH_WEEKS)
        return said_in(chance, ENGLISH, f"in {said}"), now.date() + timedelta(days=days)
    said, days = chance.choice(_WEEKS)
    return said_in(chance, ARABIC, f"بعد {said}"), now.date() + timedelta(days=days)


def _one_more(chance: random.Random, now: datetime) -> tuple[str, date]:
    """«شهر وأسبوع»."""
    (said, days), (more, less) = chance.choice(_ONE_MORE), chance.choice(_SMALLER)
    while less >= days or (less == 7 and days == 14) or (less == 30 and days == 60):
        (said, days), (more, less) = chance.choice(_ONE_MORE), chance.choice(_SMALLER)
    return said_in(chance, ARABIC, f"بعد {said} و{more}"), now.date() + timedelta(days=days + less)


def _said_twice(chance: random.Random, now: datetime) -> tuple[str, date]:
    """«عشرة (10) أيام», "ten (10) days"."""
    number = chance.randrange(3, 11)
    day = now.date() + timedelta(days=number)
    if chance.random() < 0.4:
        pair = chance.choice((f"{english(number)} ({number})", f"{number} ({english(number)})"))
        return said_in(chance, ENGLISH, f"in {pair} days"), day
    pair = chance.choice((f"{arabic(number)} ({number})", f"{number} ({arabic(number)})"))
    return said_in(chance, (*ARABIC[:2], "سفري {}"), f"بعد {in_any_digits(chance, pair)} أيام"), day


def _said_twice_unlike(chance: random.Random, now: datetime) -> tuple[str, None]:
    number = chance.randrange(3, 10)
    return f"سفري بعد {arabic(number)} ({number + 1}) أيام", None


def _loose_range(chance: random.Random, now: datetime) -> tuple[str, tuple[date, date]]:
    """«يومين تلاتة», «تلات اربع ايام», "a week or two"."""
    said, least, most = chance.choice(
        (
            *(
                ("يومين تلاتة", 2, 3),
                ("يوم يومين", 1, 2),
                ("تلات اربع ايام", 3, 4),
                ("خمس ست أيام", 5, 6),
                ("3 4 أيام", 3, 4),
            ),
            *(("أسبوع أسبوعين", 7, 14), ("شهر شهرين", 30, 60), ("يومين لثلاثة أيام", 2, 3), ("a day or two", 1, 2)),
            *(("a week or two", 7, 14), ("two or three days", 2, 3), ("2-3 days", 2, 3)),
        )
    )
    text = said_in(chance, ENGLISH, f"in {said}") if said.isascii() else said_in(chance, ARABIC, f"بعد {said}")
    return text, (now.date() + timedelta(days=least), now.date() + timedelta(days=most))


def _weekday(chance: random.Random, now: datetime) -> tuple[str, date]:
    """«الخميس اللي جاي», «يوم الحد»; one that is said to come is not today."""
    number = chance.randrange(1, 8)
    day = now.date() + timedelta(days=number)
    name = chance.choice(_DAYS_OF_THE_WEEK[day.weekday()])
    forms = [
        f"يوم {name} {chance.choice(_COMING)}",
        f"نهار {name} {chance.choice(_COMING)}",
        f"{name} {chance.choice(_COMING)}",
    ]
    if number < 7:
        forms += [f"يوم {name}", f"نهار {name}"]
    return said_in(chance, ARABIC[:4], chance.choice(forms)), day


def _near(chance: random.Random, now: datetime) -> tuple[str, date]:
    said, days = chance.choice(
        (
            *(
                ("بكرا", 1),
                ("غدوة", 1),
                ("باچر", 1),
                ("يوم غد", 1),
                ("بكرا الصبح", 1),
                ("بعد بكرا", 2),
                ("عقب باجر", 2),
            ),
            *(("بعد غدوة", 2), ("ورا بكرة", 2), ("انهارده", 0), ("هالليلة", 0), ("tmrw", 1), ("tomorrow night", 1)),
            *(
                ("the day after tmrw", 2),
                ("a week from today", 7),
                ("two weeks from today", 14),
                ("3 days from now", 3),
            ),
        )
    )
    return said_in(chance, ENGLISH if said.isascii() else ARABIC[:4], said), now.date() + timedelta(days=days)


def _next_week(chance: random.Random, now: datetime) -> tuple[str, date]:
    said, days = chance.choice(
        (
            *(("الأسبوع اللي جاي", 7), ("الاسبوع الياي", 7), ("السيمانة الجاية", 7), ("الأسبوع بعد القادم", 14)),
            *(("the week after next", 14), ("a fortnight from today", 14)),
        )
    )
    return said_in(chance, ENGLISH if said.isascii() else ARABIC[:4], said), now.date() + timedelta(days=days)


def _nobody_knows(chance: random.Random, now: datetime) -> tuple[str, None]:
    number = chance.randrange(1, 28)
    arabic_forms = (
        *(
            "آخر الشهر",
            "نص الشهر",
            "مطلع الشهر",
            "أواخر فبراير",
            "بداية مارس",
            "منتصف شعبان",
            "بعد كم يوم",
            "بعد الخميس",
        ),
        *("قبل يوم الأحد", "ليلة الخميس", f"يوم {number}", "نهاية الأسبوع", "مطلع الأسبوع القادم", "بعد 5 مارس"),
    )
    english_forms = ("at the end of the month", "EOM", "mid-March", "early March", "after Thursday", "before 5 March")
    if chance.random() < 0.3:
        return said_in(chance, ("I travel {}", "we fly {}"), chance.choice(english_forms)), None
    return said_in(chance, ("سفري {}", "رحلتي {}"), chance.choice(arabic_forms)), None


def _two_before(chance: random.Random, now: datetime) -> tuple[str, date]:
    lead = chance.choice(("اول", "أول", "ول", "اولة", "قبل"))
    said = chance.choice(
        (f"{lead} {chance.choice(('امس', 'امبارح', 'مبارح', 'البارحة', 'البارح'))}", "ولمبارح", "اولمبارح")
    )
    return said_in(chance, ("رفعت البلاغ {}", "هربت {}", "قدمت البلاغ {} ولم يرد أحد"), said), now.date() - timedelta(
        days=2
    )


def _every_week(chance: random.Random, now: datetime) -> tuple[str, None]:
    name = chance.choice(_DAYS_OF_THE_WEEK)[0]
    bare = name.removeprefix("ال")
    forms = (
        f"أسافر كل {bare}",
        f"أسافر كل يوم {bare}",
        f"أراجع كل يوم {bare}",
        f"أسافر يوم {name} من كل أسبوع",
        "I fly every Sunday",
    )
    return chance.choice((*forms, "we travel each Thursday", "I travel every other Monday")), None


def _first_of_month(chance: random.Random, now: datetime) -> tuple[str, date]:
    """«فاتح مارس», «5 كانون التاني»."""
    year = NOWS[-1].year + 1
    said, day = chance.choice(
        (
            *((f"فاتح مارس {year}", date(year, 3, 1)), (f"5 كانون التاني {year}", date(year, 1, 5))),
            *((f"7 تشرين التاني {year}", date(year, 11, 7)), (f"تالت أبريل {year}", date(year, 4, 3))),
        )
    )
    return said_in(chance, ("سفري {}", "رحلتي يوم {}"), said), day


KINDS: dict[str, Grammar] = {
    "N days, run together": _liaison,
    "so much left, every verb": _left,
    "weeks by other names": _weeks,
    "a length and one more": _one_more,
    "numbers said twice": _said_twice,
    "numbers said twice, unlike": _said_twice_unlike,
    "loose ranges": _loose_range,
    "weekdays, dialects": _weekday,
    "days near today, dialects": _near,
    "weeks to come, dialects": _next_week,
    "months of dialects, firsts of months": _first_of_month,
    "days before yesterday, every spelling": _two_before,
    "days of every week": _every_week,
    "days near something, of a month nobody named": _nobody_knows,
}
