"""Dates that are denied, doubted or called off, and dates beside a denial of something else."""

import random
from datetime import date, datetime, timedelta

from bench.first_stage.phrases.grammar import Grammar, said_in
from bench.first_stage.phrases.names import ABBREVIATED, ENGLISH_WEEKDAYS, GULF, WEEKDAYS

_NEGATED = {
    "written Arabic": (
        *(
            "لست مسافرا {}",
            "لسنا مسافرين {}",
            "لن أسافر {}",
            "لا أسافر {}",
            "لم تعد رحلتي {}",
            "ليس سفري {}",
            "ليس لدي سفر {}",
        ),
        *(
            "لا يوجد سفر {}",
            "لن يكون سفري {}",
            "أنا غير مسافر {}",
            "لا أنوي السفر {}",
            "إقامتي لا تنتهي {}",
            "قررت عدم السفر {}",
        ),
        *("لا أظن أن سفري {}", "لست متأكدا من سفري {}", "ليس صحيحا أن رحلتي {}", "رحلتي ليست {}", "لا نخطط للسفر {}"),
    ),
    "Gulf": (
        *(
            "مب مسافر {}",
            "مو مسافرة {}",
            "ماني مسافر {}",
            "ماني بمسافر {}",
            "مهوب سفري {}",
            "رحلتي مهيب {}",
            "سفري ماهو {}",
        ),
        *("ما راح أسافر {}", "ماراح نسافر {}", "ما عندي سفر {}", "ما أبي أسافر {}", "مو ناوي أسافر {}", "ماكو سفر {}"),
    ),
    "Egypt": (
        *(
            "مش مسافر {}",
            "أنا مش مسافرة {}",
            "مش هسافر {}",
            "ما بسافرش {}",
            "مبسافرش {}",
            "معنديش سفر {}",
            "مفيش سفر {}",
        ),
        *("مش ناوي أسافر {}", "السفر مش {}", "ماهسافرش {}", "مش عايز أسافر {}"),
    ),
    "Levant": (
        *(
            "ماني مسافر {}",
            "مني مسافرة {}",
            "مو مسافرين {}",
            "ما رح سافر {}",
            "مارح سافر {}",
            "ما بدي سافر {}",
            "سفري مو {}",
        ),
        *("ما بسافر {}", "مش رايح سافر {}"),
    ),
    "Maghreb": (
        *("مانيش مسافر {}", "ما نسافرش {}", "ماغاديش نسافر {}", "ما غاديش نسافر {}", "السفر ماشي {}", "السفر موش {}"),
        *("ماراحش نسافر {}", "ما عنديش سفر {}"),
    ),
}
_NEGATED_ENGLISH = (
    *("my flight isn't {}", "my flight isnt {}", "I am not travelling {}", "I'm not flying {}", "no longer flying {}"),
    *(
        "I won't be travelling {}",
        "we aren't leaving {}",
        "I dont plan to fly {}",
        "there is no flight {}",
        "I never fly {}",
    ),
    *(
        "I have no flight {}",
        "I don't think I will fly {}",
        "I am not sure if my flight is {}",
        "neither of us flies {}",
    ),
    *("my visa does not expire {}", "I decided not to travel {}", "my flight is not {}"),
)
_CALLED_OFF = (
    *(
        "ألغيت رحلتي {}",
        "تم إلغاء سفري {}",
        "تأجلت رحلتي من {}",
        "رحلتي {} ألغيت",
        "سفري {} تأجل",
        "حجزي {} ملغي",
        "انلغت رحلتي {}",
    ),
    *("كانت رحلتي {}", "كان سفري {}", "كنت سأسافر {}", "كان المفروض أسافر {}", "كنت مسافر {}"),
)
_CALLED_OFF_ENGLISH = (
    *("my flight {} was cancelled", "I cancelled my flight {}", "my trip {} has been postponed", "my flight was {}"),
    *("I was supposed to fly {}", "we were travelling {}", "I had a flight {}", "I was going to leave {}"),
)
_BEHIND = ("{} لن أسافر", "{} مش مسافر", "{} ما راح أسافر", "{} مب مسافرين", "{} ما في سفر")
_STANDING = (
    *(
        "لم تصدر التأشيرة وسفري {}",
        "لم تصدر التأشيرة سفري {}",
        "ما طلعت التأشيرة وطيارتي {}",
        "النظام لا يعمل ورحلتي {}",
    ),
    *(
        "النظام ما يشتغل رحلتي {}",
        "مش قادر أطلع التأشيرة وسفري {}",
        "ماطلعتش التأشيرة وسفري {}",
        "مو عارف شسوي وسفري {}",
    ),
    *(
        "لا أستطيع السفر {} إلا بتأشيرة",
        "لا يمكنني السفر {} بسبب الخطأ",
        "ما اقدر اسافر {}",
        "ما زال سفري {}",
        "لا بد أن أسافر {}",
    ),
    *("سفري {} ولا يوجد رد", "سفري {} ولم يرد أحد", "رحلتي {} والتأشيرة لم تصدر", "التأشيرة غير موجودة وسفري {}"),
    *("لا أسافر إلا {}", "كل ما أدخل يطلع خطأ وسفري {}", "ما الحل؟ سفري {}", "لا أريد أن أفوت رحلتي {}"),
)
_STANDING_ENGLISH = (
    *(
        "the visa is not issued and my flight is {}",
        "it is not working. My flight is {}",
        "I cannot travel {} without it",
    ),
    *(
        "I have not received my visa my flight is {}",
        "nobody answered and I travel {}",
        "the site doesn't work and we fly {}",
    ),
    *("I won't be able to fly {}", "my flight is {} and I do not have a visa", "I don't want to miss my flight {}"),
)
_ONLY = (
    *("لم يبق على سفري إلا {}", "لم يتبق على رحلتي سوى {}", "ما بقي على سفري غير {}", "ما ضل على سفري الا {}"),
    *("ليس لدي إلا {} قبل السفر", "ما عندي غير {} على السفر", "لا يفصلني عن السفر إلا {}"),
)


def _a_date(chance: random.Random, now: datetime) -> tuple[str, date]:
    """A day to come in Arabic, and the day it is."""
    number = chance.randrange(1, 7)
    day = now.date() + timedelta(days=number)
    forms = [
        f"يوم {WEEKDAYS[day.weekday()]}",
        f"يوم {day.day} {GULF[day.month - 1]}",
        f"{day.day}/{day.month}/{day.year}",
    ]
    forms += {1: ["غدا", "بكرة", "باجر", "غدوة"], 2: ["بعد غد", "عقب باجر", "بعد بكرا"]}.get(
        number, [f"بعد {number} أيام"]
    )
    return chance.choice(forms), day


def _english_date(chance: random.Random, now: datetime) -> tuple[str, date]:
    number = chance.randrange(1, 7)
    day = now.date() + timedelta(days=number)
    forms = [f"on {ENGLISH_WEEKDAYS[day.weekday()]}", f"on {day.day} {ABBREVIATED[day.month - 1]}"]
    forms += {1: ["tomorrow"] * 2, 2: ["the day after tomorrow"]}.get(number, [f"in {number} days"])
    return chance.choice(forms), day


def _denied_in(dialect: str) -> Grammar:
    """A day to come, denied in the words of one dialect."""
    return lambda chance, now: (said_in(chance, _NEGATED[dialect], _a_date(chance, now)[0]), None)


def _denied_in_english(chance: random.Random, now: datetime) -> tuple[str, None]:
    return said_in(chance, _NEGATED_ENGLISH, _english_date(chance, now)[0]), None


def _denied_behind(chance: random.Random, now: datetime) -> tuple[str, None]:
    return said_in(chance, _BEHIND, _a_date(chance, now)[0]), None


def _two_denied(chance: random.Random, now: datetime) -> tuple[str, None]:
    one, other = _a_date(chance, now)[0], _a_date(chance, now)[0]
    lead = chance.choice(("لن أسافر", "لست مسافرا", "مو مسافر", "مش مسافر"))
    return f"{lead} {one} {chance.choice(('ولا', 'أو'))} {other}", None


def _called_off(chance: random.Random, now: datetime) -> tuple[str, None]:
    if chance.random() < 0.4:
        return said_in(chance, _CALLED_OFF_ENGLISH, _english_date(chance, now)[0]), None
    return said_in(chance, _CALLED_OFF, _a_date(chance, now)[0]), None


def _standing(chance: random.Random, now: datetime) -> tuple[str, date]:
    english = chance.random() < 0.4
    said, day = _english_date(chance, now) if english else _a_date(chance, now)
    return said_in(chance, _STANDING_ENGLISH if english else _STANDING, said), day


def _only(chance: random.Random, now: datetime) -> tuple[str, date]:
    number = chance.randrange(2, 11)
    said = "يومان" if number == 2 else f"{number} أيام"
    return said_in(chance, _ONLY, said), now.date() + timedelta(days=number)


STANDING: dict[str, Grammar] = {
    "a denial of something else": _standing,
    "only so many days left": _only,
}
KINDS: dict[str, Grammar] = {
    **{f"denied, {dialect}": _denied_in(dialect) for dialect in _NEGATED},
    "denied, English": _denied_in_english,
    "denied behind the day": _denied_behind,
    "two days denied": _two_denied,
    "called off, or once to be": _called_off,
}
