"""Days beside verbs: of the past, of what is to come, and where nobody knows which; and lengths with a minus."""

import random
from datetime import date, datetime, timedelta

from bench.first_stage.phrases.grammar import Grammar
from bench.first_stage.phrases.names import ENGLISH_WEEKDAYS, WEEKDAYS

Said = tuple[str, date | None]
_NAMED = ("يوم الاثنين", *WEEKDAYS[1:])
"""Arabic weekdays where they cannot be numbers."""
_COMING = (
    *("نرجع {}", "سنرجع إلى المملكة {}", "بنرجع {}", "حنرجع {}", "هنرجع مصر {}", "غادي نرجعو {}", "بدنا نرجع {}"),
    *("السائق يرجع {}", "ودي ارجع لأهلي {}", "رجعتي {}", "تذكرة رجعتنا {}", "عودتنا {}", "سنعود {}", "راح نرجع {}"),
    *("الجواز يصدر {}", "سيصدر الجواز {}", "بتصدر التأشيرة {}", "أرجو أن تصدر التأشيرة {}", "بجدد جوازي {}"),
    *("السفارة تجدد الجواز {}", "ابي اجدد الاقامة {}", "هجدد الباسبور {}", "سفر عادي {}", "سيتم تجديد الجواز {}"),
    *("لازم نسدد الرسوم {}", "مددت الزيارة إلى {}", "تم تمديد التأشيرة لغاية {}", "رحلتنا مجددا {}"),
)
_ENGLISH_COMING = (
    *("my intended travel is {}", "the iqama must be renewed by {}", "visa to be issued {}", "prepaid ticket for {}"),
    *("the fee has to be paid by {}", "our extended trip starts {}", "my visa is extended until {}", "he returns {}"),
    *("visa renewed till {}", "the visa will be issued {}", "I will be returned {}", "unpaid fine, flight {}"),
)
_PAST = (
    *("رجعت {}", "رجعنا من السفر {}", "رجعت العاملة {}", "صدر الجواز {}", "صدرت التأشيرة {}", "جددت الإقامة {}"),
    *(
        "جددنا الاقامة {}",
        "عدنا من السفر {}",
        "انتهت الزيارة {}",
        "وصل الجواز {}",
        "سددت الرسوم {}",
        "دفعنا الغرامة {}",
    ),
    *("هربت العاملة {}", "تغيبت العاملة {}", "جددناها {}", "سجلت الطلب {}", "وصلني الجواز {}"),
)
_ENGLISH_PAST = ("I returned on {}", "he ran away {}", "the visa expired {}", "paid the fees on {}", "we came back {}")
_OPEN = (
    *("إن رجعت {} اراجعكم", "لو وصل الجواز {} اسافر", "اذا جددت الإقامة {} ينفع", "نكون رجعنا {}", "مهلة البلاغ {}"),
    *("راح اكون وصلت {}", "سأكون قد عدت {}", "تم تجديد الإقامة {}", "السائق رفع الطلب {}", "رجعتها للسفارة {}"),
    *("لم يرجع السائق {}", "خلال أقل من أسبوع", "باقي -{} ايام", "متبقي (-{}) أيام", "باقي ناقص {} ايام"),
    *("باقي {}- ايام", "باقي سالب {} ايام"),
)
_ENGLISH_OPEN = (
    *(
        "he will have returned by {}",
        "if the passport is issued {} I can go",
        "unless renewed by {}",
        "in under a week",
    ),
    *("once issued {} we fly", "I intended to travel {}", "-{} days remaining", "minus {} days left"),
)
_COUNTED = (
    *("اقامتي فاضلها {} ايام", "جوازي باقيله {} ايام", "تأشيرتنا متبقيلها {} ايام", "الزيارة ضايللها {} ايام"),
    *("remaining: {} days", "remaining validity: {} days", "فاضلهم {} ايام"),
)
_WHOLE = frozenset(("خلال أقل من أسبوع", "in under a week"))


def _of_a_weekday(chance: random.Random, now: datetime, carriers: tuple[str, ...], weeks: int = 0) -> Said:
    day = now.date() + timedelta(days=chance.randrange(2, 7))
    carrier = chance.choice(carriers)
    names = ENGLISH_WEEKDAYS if carrier.isascii() else _NAMED
    return carrier.format(names[day.weekday()]), day + timedelta(weeks=weeks)


def _coming(chance: random.Random, now: datetime) -> Said:
    return _of_a_weekday(chance, now, _COMING + _ENGLISH_COMING)


def _gone(chance: random.Random, now: datetime) -> Said:
    return _of_a_weekday(chance, now, _PAST + _ENGLISH_PAST, weeks=-1)


def _nobody_knows(chance: random.Random, now: datetime) -> Said:
    carrier = chance.choice(_OPEN + _ENGLISH_OPEN)
    if any(sign in carrier for sign in ("ايام", "أيام", "days")):
        return carrier.format(chance.randrange(3, 10)), None
    return (carrier, None) if carrier in _WHOLE else (_of_a_weekday(chance, now, (carrier,))[0], None)


def _left_to_whom(chance: random.Random, now: datetime) -> Said:
    number = chance.randrange(3, 11)
    return chance.choice(_COUNTED).format(number), now.date() + timedelta(days=number)


KINDS: dict[str, Grammar] = {
    "weekdays of what is to come": _coming,
    "weekdays of what has been": _gone,
    "weekdays of what may have been, lengths below zero": _nobody_knows,
    "so much left, to whom": _left_to_whom,
}
