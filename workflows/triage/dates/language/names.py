"""Names of days: months of all traditions, weekdays, days near today, holidays."""

import re
from itertools import product

from models.text import normalized_text
from workflows.triage.dates.language.spelling import by_word, words

_WORD = re.compile(r"\d+|[^\W\d_]+")

GREGORIAN = by_word(
    {
        1: "يناير ينایر جانفي كانون_الثاني january jan",
        2: "فبراير فبرائر فيفري فيفريي شباط february feb",
        3: "مارس مارت آذار march mar",
        4: "ابريل إبريل افريل أفريل نيسان april apr",
        5: "مايو مايس ماي أيار ايار may",
        6: "يونيو يونيه يونية جوان حزيران june jun",
        7: "يوليو يوليه يولية يوليوز جويلية جويليه تموز july jul",
        8: "اغسطس أغسطس أوت اوت غشت آب august aug",
        9: "سبتمبر شتنبر سبتنبر أيلول ايلول september sept sep",
        10: "اكتوبر أكتوبر اوكتوبر تشرين_الأول october oct",
        11: "نوفمبر نونبر نوفنبر تشرين_الثاني november nov",
        12: "ديسمبر ديسيمبر دجنبر ديسنبر كانون_الأول december dec",
    }
)
"""Months of the Gregorian year; those of two words stand with a line between them."""
HIJRI = by_word(
    {
        1: "محرم muharram",
        2: "صفر safar",
        7: "رجب rajab",
        8: "شعبان shaban shaaban",
        9: "رمضان ramadan ramadhan ramzan",
        10: "شوال shawwal shawal",
        11: "قعدة قعده ذوالقعدة ذيالقعدة ذوالقعده ذالقعدة qadah qaadah qidah qada qaida qaadah",
        12: "حجة حجه ذوالحجة ذيالحجة ذوالحجه ذالحجة hijjah hijja hija",
    }
)
TWIN_MONTHS = dict.fromkeys(words("كانون"), (12, 1)) | dict.fromkeys(words("تشرين"), (10, 11))
"""Levantine months that come in pairs, a first and a second."""
TWIN_HIJRI = dict.fromkeys(words("ربيع rabi rabie"), (3, 4))
TWIN_HIJRI |= dict.fromkeys(words("جمادى جماد جمادا جمادي jumada jumadah jamada"), (5, 6))
FIRST_OF_TWINS = frozenset(words("أول أولى اولي اولاني awwal awal ula i first 1"))
SECOND_OF_TWINS = frozenset(words("ثاني ثانية تاني تانية آخر آخرة اخر اخره thani akhir akhirah akhira ii second 2"))
MONTH_PREFIXES = frozenset(words("ذو ذي ذا ذى dhu zul dhul thul zu al el ul"))
HIJRI_NAMES = frozenset((*HIJRI, *TWIN_HIJRI))
MONTH_WORDS = frozenset((*GREGORIAN, *HIJRI, *TWIN_MONTHS, *TWIN_HIJRI))
OTHER_THINGS = frozenset(words("آب ماي محرم صفر نيسان مارس may mar march حجة حجه"))
"""Months that are other words as well: a number must stand before them."""
WEEKDAYS = by_word(
    {
        0: "اثنين إثنين اتنين ثنين تنين اتنيين monday mon",
        1: "ثلاثاء ثلاثا ثلاث تلات تلاتا تلاتاء ثلوث tuesday tue tues tuseday teusday",
        2: "اربعاء أربعاء اربعا اربع ربوع لربعا wednesday wed weds wednsday wensday wednesdy",
        3: "خميس خميص thursday thu thur thurs thrusday thursaday thirsday",
        4: "جمعة friday fri firday",
        5: "سبت saturday sat saterday satuday",
        6: "أحد احد حد sunday sun",
    }
)
AMBIGUOUS_WEEKDAYS = frozenset(WEEKDAYS) & frozenset(words("اثنين اتنين ثنين تنين ثلاث تلات اربع حد"))
"""Weekdays whose words are numbers and other things as well."""
EVENTS = frozenset(words("عيد eid اضحى فطر حج hajj ايد اجازة holidays holiday"))
_YESTERDAY = "أمس|البارح|البارحة|امبارح|إمبارح|مبارح|لبارح|لمبارح"
_BEFORE_THAT = "اول|أول من|ول|ول من|اولة|اولت|اولات|قبل|ما قبل"
_TOMORROW = "غدا|غد|بكرة|بكرا|بكرى|بوكرا|باكر|باجر|غدوة|غدوا|غدوه|يوم غد|يوم غدا"
_ENGLISH_TOMORROW = (
    "tomorrow|tmrw|tmr|tmw|tomorow|tommorow|tommorrow|tomorrw|tommorw|tomrow|tomrrow|tomarrow|tomarow|tommrow|tommarow"
    "|tomoro|tomorro|tommoro|tomoroww|tomorroww|tomorrwo|tomrorow|2morrow|2moro"
)
_AFTER_THAT = "بعد|عقب|ورا|ورى|مور|من بعد|من ورا|من عقب|بعذ|بعظ|بعدا|عكب|ثاني|تاني"
_ENGLISH_AFTER_THAT = "after|aftr|afta|aftar|afer|afetr|affter|aftter|afther|aftre|aft|afr"

BEFORE_TOMORROW = frozenset(words(f"{_AFTER_THAT}|{_ENGLISH_AFTER_THAT}".replace("|", " "))) - {"من", "مور"}
"""Words that make another day of tomorrow, in all their spellings."""


def _pairs(first: str, second: str) -> str:
    return "|".join(f"{one} {other}" for one, other in product(first.split("|"), second.split("|")))


def _fused(first: str, second: str) -> str:
    """The pairs that are typed as one word."""
    return _pairs(first, second).replace(" ", "")


_NEAR = {
    -3: "اول اول أمس|قبل اول أمس|قبل اول امبارح|قبل أمس اول|اول من اول أمس",
    -2: f"{_pairs(_BEFORE_THAT, _YESTERDAY)}|أمس اول|البارحة اولى|ولمبارح|اولمبارح|اولامبارح|ولامبارح|اولامس|ولامس"
    "|اولتمبارح|اولتامبارح|ليلة اول أمس|the day before yesterday|day before yesterday|2 days before today",
    -1: f"{_YESTERDAY}|yesterday|yday|last night|ليلة أمس|مساء أمس|yesterday night",
    0: "الليلة|هالليلة|هلليلة|النهارده|النهاردة|انهارده|انهاردة|نهاردة|ليوما|اليومة|اليوما|هاليوم|هليوم"
    "|today|tonight|2day|2nite|this morning|this evening|this afternoon",
    1: f"{_TOMORROW}|{_ENGLISH_TOMORROW}",
    2: f"{_pairs(_AFTER_THAT, _TOMORROW)}|بعد عقب باجر|{_fused('بعد|عقب', _TOMORROW)}|overmorrow"
    f"|{_pairs(_pairs('day|the day', _ENGLISH_AFTER_THAT), _ENGLISH_TOMORROW)}"
    f"|{_pairs(f'{_ENGLISH_AFTER_THAT}|dayafter', _ENGLISH_TOMORROW)}",
    3: f"{_pairs(_pairs('بعد|عقب|عكب', 'بعد|عقب|عكب'), _TOMORROW)}|the day after the day after tomorrow",
}
NEAR_DAYS: dict[tuple[str, ...], int] = {
    tuple(_WORD.findall(normalized_text(phrase))): days for days, text in _NEAR.items() for phrase in text.split("|")
}
"""Days counted from today by name; the word «اليوم» is read apart, for it means «the day» too."""
