"""Days with something beside them that changes them, takes them back, or is of something else."""

import random
from datetime import date, datetime, timedelta

from bench.first_stage.phrases.grammar import ARABIC, ENGLISH, Grammar, said_in
from bench.first_stage.phrases.names import ENGLISH_MONTHS, ENGLISH_WEEKDAYS, GULF, WEEKDAYS

Said = tuple[str, date | tuple[date, ...] | None]
_NAMED = ("يوم الاثنين", *WEEKDAYS[1:])
"""Arabic weekdays where they cannot be numbers."""
_TAKEN_BACK = (
    *(
        "{}، عفوا {}",
        "{} قصدي {}",
        "{}، أقصد {}",
        "{} بل {}",
        "{} لا لا {}",
        "{} والصحيح {}",
        "{} بالأصح {}",
        "{} آسف {}",
    ),
    *("{} (خطأ) {}", "{} - تصحيح: {}", "{} معليش غلطت {}", "{} أو بالأحرى {}"),
)
_ENGLISH_TAKEN_BACK = (
    *(
        "{}, sorry, {}",
        "{}, I mean {}",
        "{}, no, on {}",
        "{} or rather {}",
        "{}, oops I meant {}",
        "{} - correction: {}",
    ),
    *("{}, actually {}", "{} (typo) {}", "{}, no wait, {}", "{}. Sorry, {}"),
)
_UNSURE = ("{} يعني {}", "{} لا {}", "{} {}", "{} لا هو {}")
_ENGLISH_UNSURE = ("{} {}", "{} hmm {}", "{} well {}", "{} uh {}")


def _two_days(chance: random.Random, now: datetime) -> tuple[int, int]:
    """The days from today to two coming weekdays."""
    first, second = chance.sample(range(2, 7), 2)
    return first, second


def _weekday(now: datetime, ahead: int, names: tuple[str, ...]) -> str:
    return names[(now + timedelta(days=ahead)).weekday()]


def _day(now: datetime, ahead: int) -> date:
    return now.date() + timedelta(days=ahead)


def _corrected(chance: random.Random, now: datetime) -> Said:
    first, second = _two_days(chance, now)
    if chance.random() < 0.5:
        text = chance.choice(_TAKEN_BACK).format(_weekday(now, first, _NAMED), _weekday(now, second, _NAMED))
        return f"{chance.choice(('سفري', 'رحلتي', 'طيارتي'))} {text}", _day(now, second)
    names = [_weekday(now, ahead, ENGLISH_WEEKDAYS) for ahead in (first, second)]
    return f"my flight is {chance.choice(_ENGLISH_TAKEN_BACK).format(*names)}", _day(now, second)


def _of_two(chance: random.Random, now: datetime) -> Said:
    first, second = _two_days(chance, now)
    if chance.random() < 0.5:
        text = chance.choice(_UNSURE).format(_weekday(now, first, _NAMED), _weekday(now, second, _NAMED))
        return f"{chance.choice(('سفري', 'رحلتي', 'طيارتي'))} {text}", None
    names = [_weekday(now, ahead, ENGLISH_WEEKDAYS) for ahead in (first, second)]
    return f"my flight is {chance.choice(_ENGLISH_UNSURE).format(*names)}", None


def _counted_on(chance: random.Random, now: datetime) -> Said:
    day = _day(now, chance.randrange(20, 100))
    arabic, english = f"{day.day} {GULF[day.month - 1]}", f"{day.day} {ENGLISH_MONTHS[day.month - 1]}"
    text, days, carriers = chance.choice(
        (
            *((f"{lead} {arabic}", 1, ARABIC) for lead in ("اليوم اللي بعد", "اليوم الذي يلي", "اليوم الموالي ليوم")),
            *((f"{lead} {arabic}", -1, ARABIC) for lead in ("اليوم اللي قبل", "اليوم الذي يسبق", "اليوم السابق ليوم")),
            (f"بعد {arabic} بيومين", 2, ARABIC),
            (f"قبل {arabic} بثلاثة أيام", -3, ARABIC),
            (f"{arabic} ناقص يومين", -2, ARABIC),
            (f"{arabic} زائد يوم", 1, ARABIC),
            (f"يومين بعد {arabic}", 2, ARABIC),
            (f"the day after {english}", 1, ENGLISH),
            (f"the day before {english}", -1, ENGLISH),
            (f"the day following {english}", 1, ENGLISH),
            (f"3 days before {english}", -3, ENGLISH),
            (f"two days after {english}", 2, ENGLISH),
            (f"{english} plus 2 days", 2, ENGLISH),
            (f"{english} minus one day", -1, ENGLISH),
        )
    )
    return said_in(chance, carriers, text), day + timedelta(days=days)


def _second_weekday(chance: random.Random, now: datetime) -> Said:
    ahead = chance.randrange(1, 7)
    arabic, english = _weekday(now, ahead, _NAMED), _weekday(now, ahead, ENGLISH_WEEKDAYS)
    text, days = chance.choice(
        (
            *((f"سفري {arabic} {which}", ahead + 7) for which in ("بعد القادم", "اللي بعد الجاي", "الذي بعد القادم")),
            (f"I fly {english} after next", ahead + 7),
            (f"I fly next next {english}", ahead + 7),
            *(
                (f"انتهت التأشيرة {arabic} {which}", ahead - 14)
                for which in ("قبل الماضي", "ما قبل الماضي", "قبل الفايت")
            ),
            (f"the visa expired {english} before last", ahead - 14),
            (f"the visa expired last last {english}", ahead - 14),
        )
    )
    return text, _day(now, days)


def _of_another_week(chance: random.Random, now: datetime) -> Said:
    weekday, weeks = chance.randrange(0, 6), chance.choice((1, -1))
    sunday = now.date() - timedelta(days=(now.weekday() + 1) % 7)
    day = sunday + timedelta(days=7 * weeks + 1 + weekday)
    bare, english = WEEKDAYS[weekday].removeprefix("ال"), ENGLISH_WEEKDAYS[weekday]
    coming = (f"رحلتي {bare} الأسبوع الجاي", f"رحلتي ال{bare} الأسبوع القادم", f"I fly {english} next week")
    gone = (
        f"انتهت تأشيرتها ال{bare} الأسبوع الماضي",
        f"انتهت {bare} الأسبوع الفايت",
        f"it expired {english} last week",
    )
    return chance.choice(coming if weeks > 0 else gone), day


def _left_over(chance: random.Random, now: datetime) -> Said:
    day = chance.choice(("غدا", "بكرة", "بكرا", "باكر"))
    tomorrow = chance.choice(("tomorrow", "tmrw", "tomorow"))
    weekday = _weekday(now, 3, _NAMED)
    return chance.choice(
        (
            *(f"سفري {word} {day}" for word in ("يعد", "ابعد", "عقيب", "تالي", "بعد من", "بعيد")),
            *(f"سفري {day} {word}" for word in ("الثاني", "التالي")),
            *(f"flight {word} {tomorrow}" for word in ("befor", "next of", "over", "day affer from", "d.a.")),
            *(f"سفري {weekday} {word}" for word in ("مب الجاي", "اللي قبله", "ليس القادم")),
            f"سفري الذي يلي {weekday}",
            f"flight {tomorrow} after",
            f"flight {_weekday(now, 3, ENGLISH_WEEKDAYS)} plus one",
        )
    ), None


def _something_else(chance: random.Random, now: datetime) -> Said:
    ahead = chance.randrange(2, 7)
    arabic, english = _weekday(now, ahead, _NAMED), _weekday(now, ahead, ENGLISH_WEEKDAYS)
    return chance.choice(
        (
            f"سفري {arabic} بعد الصلاة",
            f"سفري {arabic} قبل الظهر",
            f"سفرنا {arabic} أرجو الإصدار قبل السفر",
            f"سفري {arabic} آسف على الإزعاج",
            f"سفري {arabic} لا أستطيع الإلغاء",
            f"سفري {arabic} والخطأ يتكرر للمرة الثانية",
            f"الرحلة القادمة يوم {arabic}",
            f"رحلتي {arabic} لمدة 3 أيام",
            f"ابني عبد الله يسافر {arabic}",
            f"I fly on {english}, sorry for the rush",
            f"my flight is on {english} before noon",
            f"my flight is on {english}, second attempt failed",
            f"I fly on {english} after work",
            f"I fly on {english} for two weeks",
        )
    ), _day(now, ahead)


def _bounded(chance: random.Random, now: datetime) -> Said:
    ahead = chance.randrange(2, 60)
    day = _day(now, ahead)
    arabic = chance.choice((f"بعد {chance.choice(('شهر', 'أسبوع', 'يومين'))}", f"{day.day} {GULF[day.month - 1]}"))
    english = chance.choice((f"in {ahead} days", f"on {day.day} {ENGLISH_MONTHS[day.month - 1]}"))
    behind = ("أو أكثر", "أو أقل", "أو بعد", "أو قبل", "فأكثر", "فما فوق", "على الأقل", "كحد أدنى", "بالكثير", "وشوي")
    behind_english = ("or more", "or less", "or later", "or earlier", "at the earliest", "at the latest", "onwards")
    before = ("على الأقل", "بالكثير", "كحد أقصى")
    return chance.choice(
        (
            f"سفري {arabic} {chance.choice(behind)}",
            f"{chance.choice(before)} {arabic} سفري",
            f"my flight is {english} {chance.choice(behind_english)}",
            f"I fly {chance.choice(('at least', 'at most'))} {english}",
        )
    ), None


KINDS: dict[str, Grammar] = {
    "a day that is taken back for another": _corrected,
    "two days, nobody knows which": _of_two,
    "a bound before or behind a day or a length": _bounded,
    "a day counted from another": _counted_on,
    "the second such weekday": _second_weekday,
    "a weekday of last or next week": _of_another_week,
    "a word of time or a slip left beside a day": _left_over,
    "words of something else beside a day": _something_else,
}
