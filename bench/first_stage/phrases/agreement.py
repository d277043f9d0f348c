"""Days said in two ways, in lists, counted within a month, or moved: each way must lead to the same days."""

import random
from datetime import date, datetime, timedelta

from bench.first_stage.phrases.grammar import Grammar, in_any_digits, said_in
from bench.first_stage.phrases.names import ABBREVIATED, ENGLISH_MONTHS, ENGLISH_WEEKDAYS, GULF, WEEKDAYS

_ARABIC = ("سفري {}", "رحلتي {} ويظهر خطأ", "تأشيرتي تنتهي {}", "عندي سفر {}، أرجو المساعدة")
_ENGLISH = ("My flight is on {}", "I travel {}", "we fly {}", "I leave on {}")
_ORDERS = (("أول", "first"), ("ثاني", "second"), ("ثالث", "third"), ("رابع", "fourth"))


def _nth(number: int) -> str:
    suffix = "th" if number in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


def _ahead(chance: random.Random, now: datetime, *, most: int = 27) -> date:
    return now.date() + timedelta(days=chance.randrange(1, most))


def _weekday_with_number(chance: random.Random, now: datetime) -> tuple[str, date]:
    """«الخميس ١٥», "Thursday the 15th"."""
    day = _ahead(chance, now)
    if chance.random() < 0.4:
        name, number = ENGLISH_WEEKDAYS[day.weekday()], _nth(day.day)
        forms = (f"{name} the {number}", f"{name} {number}", f"{name}, the {number}", f"the {number} ({name})")
        return said_in(chance, _ENGLISH, chance.choice(forms)), day
    name = WEEKDAYS[day.weekday()]
    forms = (f"{name} {day.day}", f"يوم {name} {day.day}", f"يوم {day.day} {name}", f"{name} {day.day}-{day.month}")
    return said_in(chance, _ARABIC, in_any_digits(chance, chance.choice(forms))), day


def _at_odds(chance: random.Random, now: datetime) -> tuple[str, None]:
    """A weekday or a day near today, and a date that is another."""
    day = _ahead(chance, now)
    other = day + timedelta(days=chance.randrange(1, 7))
    name, english = WEEKDAYS[other.weekday()], ENGLISH_WEEKDAYS[other.weekday()]
    near, tomorrow = now.date() + timedelta(days=2), ENGLISH_MONTHS[day.month - 1]
    if day == near or day == now.date() + timedelta(days=1):
        return said_in(chance, _ARABIC, f"{name} {day.day} {GULF[day.month - 1]}"), None
    arabic_forms = (
        *(
            f"{name} {day.day} {GULF[day.month - 1]}",
            f"{name} الموافق {day:%d/%m/%Y}",
            f"يوم {name} {day.day}/{day.month}",
        ),
        *(f"{day.day} {GULF[day.month - 1]} {name}", f"بعد غد الموافق {day:%d/%m/%Y}", f"غدا {day.day}/{day.month}"),
    )
    english_forms = (
        f"{english} {day.day} {tomorrow}",
        f"{english}, {tomorrow} {day.day}",
        f"tomorrow {day.day} {tomorrow}",
    )
    if chance.random() < 0.4:
        return said_in(chance, ("My flight is {}", "I travel {}"), chance.choice(english_forms)), None
    return said_in(chance, _ARABIC, chance.choice(arabic_forms)), None


def _sharing_a_month(chance: random.Random, now: datetime) -> tuple[str, tuple[date, ...]]:
    """«7 أو 15 يناير», "7, 9 and 15 January", "8/9 Jan"."""
    first = _ahead(chance, now, most=60).replace(day=1) + timedelta(days=32)
    month = first.replace(day=1)
    days = tuple(month.replace(day=number) for number in sorted(chance.sample(range(1, 29), chance.choice((2, 2, 3)))))
    numbers, last = [str(day.day) for day in days[:-1]], str(days[-1].day)
    if chance.random() < 0.4:
        name = chance.choice((ENGLISH_MONTHS, ABBREVIATED))[month.month - 1]
        forms = [
            f"{', '.join(numbers)} {chance.choice(('and', 'or'))} {last} {name}",
            f"{' & '.join(numbers)} & {last} {name}",
        ]
        forms += [f"the {_nth(days[0].day)} or the {_nth(days[1].day)} of {name}"] if len(days) == 2 else []
        forms += [f"{numbers[0]}/{last} {name}"] if len(days) == 2 and days[1].day != month.month else []
        return said_in(chance, _ENGLISH, chance.choice(forms)), days
    name, joined = GULF[month.month - 1], chance.choice((" أو ", " و", " و ", " او "))
    forms = [f"{joined.join((*numbers, last))} {name}", f"يوم {joined.join((*numbers, last))} من {name}"]
    forms += [f"{numbers[0]} إلى غاية {last} {name}", f"{numbers[0]} لغاية {last} {name}"] if len(days) == 2 else []
    return said_in(chance, _ARABIC, in_any_digits(chance, chance.choice(forms))), days


def _of_a_month(chance: random.Random, now: datetime) -> tuple[str, date]:
    """«ثاني جمعة في فبراير», "the last Friday of next month"."""
    month = (now.date().replace(day=1) + timedelta(days=32)).replace(day=1)
    weekday, order = chance.randrange(7), chance.randrange(5)
    days = [month + timedelta(days=each) for each in range(28 + 7)]
    such = [day for day in days if day.weekday() == weekday and day.month == month.month]
    day = such[-1] if order == 4 else such[order]
    arabic, english = _ORDERS[order] if order < 4 else ("آخر", "last")
    if chance.random() < 0.4:
        named = chance.choice(
            (f"of {ENGLISH_MONTHS[month.month - 1]}", f"in {ABBREVIATED[month.month - 1]}", "of next month")
        )
        return said_in(chance, _ENGLISH[:3], f"the {english} {ENGLISH_WEEKDAYS[weekday]} {named}"), day
    name = WEEKDAYS[weekday]
    named = chance.choice((f"من {GULF[month.month - 1]}", f"في {GULF[month.month - 1]}", "من الشهر القادم"))
    forms = (
        [f"{arabic} {name.removeprefix('ال')} {named}"]
        if weekday in (1, 2, 3, 4, 5)
        else [f"{arabic} يوم {name} {named}"]
    )
    forms += [f"{name} {'الأول' if order == 0 else 'الأخير'} {named}"] if order in (0, 4) else []
    return said_in(chance, _ARABIC, chance.choice(forms)), day


def _not_this_one(chance: random.Random, now: datetime) -> tuple[str, date]:
    """«مو الخميس هذا، الخميس الجاي», "the Friday after this one"."""
    day = now.date() + timedelta(days=chance.randrange(8, 14))
    name, english = WEEKDAYS[day.weekday()], ENGLISH_WEEKDAYS[day.weekday()]
    after = "اللي بعدها" if name == "الجمعة" else "اللي بعده"
    return chance.choice(
        (
            *(f"سفري مو {name} هذا، {name} {after}", f"مش {name} ده، {name} الجاي سفري", f"سفري {name} الجاي مو هذا"),
            *(f"not this {english} but next {english} I fly", f"I fly the {english} after this one"),
            *(f"my flight is not this {english}, it is the {english} after", f"سفري {name} بعد هذا"),
        )
    ), day


def _moved(chance: random.Random, now: datetime) -> tuple[str, date]:
    """«تغيرت رحلتي من بكرة إلى الخميس», "postponed to Jan 9"."""
    day = now.date() + timedelta(days=chance.randrange(2, 7))
    name, english, month = WEEKDAYS[day.weekday()], ENGLISH_WEEKDAYS[day.weekday()], GULF[day.month - 1]
    return chance.choice(
        (
            *(
                f"غيرت رحلتي من بكرة إلى {name}",
                f"تغيرت رحلتي من غدا إلى {name}",
                f"نقلت حجزي من بكرة إلى {day.day} {month}",
            ),
            *(f"تأجلت رحلتي إلى {day.day} {month}", f"تأجلت سفرتي ليوم {name}", f"أجلوا رحلتي إلى {name}"),
            *(f"my flight was postponed to {ABBREVIATED[day.month - 1]} {day.day}", f"my trip was moved to {english}"),
            *(f"I changed my flight from tomorrow to {english}", f"our flight has been brought forward to {english}"),
        )
    ), day


def _of_the_month(chance: random.Random, now: datetime) -> tuple[str, date | None]:
    """«25 الشهر», «25 الشهر الجاي»; one gone by may be of another month."""
    number = chance.randrange(1, 29)
    this, coming = now.date().replace(day=number), (now.date().replace(day=1) + timedelta(days=32)).replace(day=number)
    if chance.random() < 0.3:
        form = chance.choice((f"{number} الشهر الجاي", f"يوم {number} من الشهر القادم", f"{number} الشهر اللي جاي"))
        return said_in(chance, _ARABIC, in_any_digits(chance, form)), coming
    form = chance.choice((f"يوم {number} الشهر", f"{number} من الشهر", f"{number} الشهر"))
    ahead = this if this >= now.date() else None
    return said_in(chance, _ARABIC, in_any_digits(chance, form)), ahead


def _in_short(chance: random.Random, now: datetime) -> tuple[str, date]:
    """«flying out Wed», «مسافر الاثنين», «leaving the 9th»."""
    day = _ahead(chance, now, most=7)
    short, name = ENGLISH_WEEKDAYS[day.weekday()][:3], WEEKDAYS[day.weekday()]
    name = chance.choice((name, "الحد")) if name == "الأحد" else name
    return chance.choice(
        (
            *(f"flying out {short}", f"we fly {short}", f"leaving {short} morning", f"I'm flying the {_nth(day.day)}"),
            *(f"leaving the {_nth(day.day)}", f"travel date {_nth(day.day)}", f"مسافر {name}", f"سأسافر {name}"),
            *(f"هسافر {name}", f"نسافر {name} إن شاء الله"),
        )
    ), day


def _still_left(chance: random.Random, now: datetime) -> tuple[str, date]:
    """«مازال ليا 5 أيام ونسافر», «مبقاش غير يومين»."""
    number = chance.randrange(2, 11)
    said = "يومين" if number == 2 else f"{number} أيام"
    return chance.choice(
        (
            *(f"مازال ليا {said} ونسافر", f"ما زال لي {said} وأسافر", f"مازال عندي {said} للسفر"),
            *(f"مبقاش غير {said} على السفر", f"مابقاش غير {said} على سفري", f"مافضلش غير {said} على السفر"),
            *(f"الفيزا هتخلص كمان {said}", f"الجواز يخلص عقب {said}", f"الإقامة حتخلص بعد {said}"),
        )
    ), now.date() + timedelta(days=number)


def _fraction(chance: random.Random, now: datetime) -> tuple[str, None]:
    part = chance.choice(("1/2", "1/3", "2/3", "1/4", "3/4"))
    return chance.choice(
        (
            *(f"قيمة الرسوم {part} المبلغ", f"دفعت {part} الرسوم", f"{part} المبلغ مسدد", "سددت نصف المبلغ"),
            *(f"I paid {part} of the amount", f"{part} the fee is paid", f"{part} of my salary", "half of the fees"),
        )
    ), None


KINDS: dict[str, Grammar] = {
    "weekday with the number of its day": _weekday_with_number,
    "weekday and date at odds": _at_odds,
    "days that share a month": _sharing_a_month,
    "weekdays counted within a month": _of_a_month,
    "not this weekday but the next": _not_this_one,
    "moved to another day": _moved,
    "days of the month, unnamed": _of_the_month,
    "weekdays and days in short": _in_short,
    "so much still left, dialects": _still_left,
}
FRACTIONS: dict[str, Grammar] = {"fractions, no dates": _fraction}
