"""The words of dates and lengths of time, in Arabic (all traditions of month names, dialects) and English.

Typed as people spell them, and folded as texts are. An Arabic word is known with its prefixes too: «وبالثلاثة».
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from itertools import product
from typing import NamedTuple

from models.text import normalized_text


def _words(text: str) -> tuple[str, ...]:
    return tuple(map(normalized_text, text.split()))


def _by_word(table: Mapping[int, str]) -> dict[str, int]:
    return {word: value for value, text in table.items() for word in _words(text)}


ONES = _by_word(
    {
        1: "واحد واحدة احد أحد احدى حادي وحدة one a an single",
        2: "اثنين اثنان اثنتين اثنتان اتنين ثنين اثنا اثني اثنتا اثنتي ثنتين تنين two couple",
        3: "ثلاث ثلاثة تلات تلاتة تلاته ثلاته three",
        4: "أربع أربعة اربعه four",
        5: "خمس خمسة five",
        6: "ست ستة six",
        7: "سبع سبعة seven",
        8: "ثمان ثماني ثمانية ثمانه تمان تماني تمانية ثمنية تمنية تمنيه eight",
        9: "تسع تسعة nine",
    }
)
"""One to nine, which may stand before or behind tens."""
_TEEN_STEMS = {
    11: "احد حد حدا احدى احدا احدعش هدا",
    12: "اثن ثن اطن طن اتن اثنا اثنى اثنتا تن ثنا",
    13: "ثلاث ثلث ثلط تلت تلط تلات ثلاثة ثلاتة",
    14: "اربع اربا ربع اربعة",
    15: "خمس خمسة",
    16: "ست س سط ستة",
    17: "سبع سبعة",
    18: "ثمان ثمن تمان تمن ثماني ثمانية",
    19: "تسع تسعة",
}
_TEEN_ENDS = ("عش", "عشر", "طعش", "طعشر", "تعش", "تعشر", "تاشر", "طاشر", "اشر", "عشرة")
_FUSED_TEENS = {
    normalized_text(stem + end): value
    for value, stems in _TEEN_STEMS.items()
    for stem, end in product(stems.split(), _TEEN_ENDS)
}
TEENS = _FUSED_TEENS | _by_word(
    {
        10: "عشر عشرة ten",
        11: "eleven",
        12: "twelve dozen",
        13: "thirteen",
        14: "fourteen",
        15: "fifteen",
        16: "sixteen",
        17: "seventeen",
        18: "eighteen",
        19: "nineteen",
    }
)
"""Ten to nineteen in one word."""
TENS = _by_word(
    {
        20: "عشرون عشرين twenty",
        30: "ثلاثون ثلاثين تلاتين تلاتون ثلاتين thirty",
        40: "أربعون أربعين forty fourty",
        50: "خمسون خمسين fifty",
        60: "ستون ستين sixty",
        70: "سبعون سبعين seventy",
        80: "ثمانون ثمانين تمانين تمانون eighty",
        90: "تسعون تسعين ninety ninty",
    }
)
HUNDREDS = _by_word({100: "مئة مائة مية ميه مئه ماية مئ ميت hundred", 200: "مئتان مئتين مئتا مئتي مائتان"})
HUNDREDS |= _by_word({200: "مائتين مائتا مائتي ميتين ميتان ميتا ميتي متين متان مايتين"})
_HUNDRED_STEMS = {3: "ثلاث ثلث تلت تلات", 4: "اربع ربع", 5: "خمس", 6: "ست", 7: "سبع", 8: "ثمان ثمن ثماني تمن تمان"}
HUNDREDS |= {
    normalized_text(stem + hundred): value * 100
    for value, stems in (*_HUNDRED_STEMS.items(), (9, "تسع"))
    for stem, hundred in product(stems.split(), ("مئة", "مائة", "مية", "ماية", "مئه"))
}

_ORDINALS = {1: "اول أولى", 2: "ثاني", 3: "ثالث", 4: "رابع", 5: "خامس", 6: "سادس", 7: "سابع", 8: "ثامن", 9: "تاسع"}
ORDINALS = _by_word(_ORDINALS) | _by_word({1: "حادي", 10: "عاشر"})
"""What a day of a month may be called, behind «ال»; eleventh and more have the words of tens behind them."""
ENGLISH_ORDINALS = _by_word(
    {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth", 9: "ninth"}
) | _by_word(
    {
        10: "tenth",
        11: "eleventh",
        12: "twelfth",
        13: "thirteenth",
        14: "fourteenth",
        15: "fifteenth",
        16: "sixteenth",
        17: "seventeenth",
        18: "eighteenth",
        19: "nineteenth",
        20: "twentieth",
        30: "thirtieth",
    }
)

GREGORIAN = _by_word(
    {
        1: "يناير ينایر جانفي كانون_الثاني january jan",
        2: "فبراير فبرائر فيفري فيفريي شباط february feb",
        3: "مارس آذار march mar",
        4: "ابريل إبريل افريل أفريل نيسان april apr",
        5: "مايو ماي أيار ايار may",
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
HIJRI = _by_word(
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
TWIN_MONTHS = dict.fromkeys(_words("كانون"), (12, 1)) | dict.fromkeys(_words("تشرين"), (10, 11))
"""Levantine months that come in pairs, a first and a second."""
TWIN_HIJRI = dict.fromkeys(_words("ربيع rabi rabie"), (3, 4))
TWIN_HIJRI |= dict.fromkeys(_words("جمادى جماد جمادا جمادي jumada jumadah jamada"), (5, 6))
FIRST_OF_TWINS = frozenset(_words("أول أولى اولي awwal awal ula i first 1"))
SECOND_OF_TWINS = frozenset(_words("ثاني ثانية آخر آخرة اخر اخره thani akhir akhirah akhira ii second 2"))
MONTH_PREFIXES = frozenset(_words("ذو ذي ذا ذى dhu zul dhul thul zu al el ul"))
OTHER_THINGS = frozenset(_words("آب ماي محرم صفر نيسان مارس may mar march حجة حجه"))
"""Months that are other words as well: a number must stand before them."""

WEEKDAYS = _by_word(
    {
        0: "اثنين إثنين اتنين monday mon",
        1: "ثلاثاء ثلاثا تلات ثلوث tuesday tue tues",
        2: "اربعاء أربعاء اربعا ربوع wednesday wed",
        3: "خميس thursday thu thur thurs",
        4: "جمعة friday fri",
        5: "سبت saturday sat",
        6: "أحد احد حد sunday sun",
    }
)
HOUR, DAY, WEEK, MONTH, YEAR = (timedelta(hours=1), *(timedelta(days=days) for days in (1, 7, 30, 365)))
_SINGULAR = {
    timedelta(minutes=1): "دقيقة minute",
    HOUR: "ساعة hour",
    DAY: "يوم يوما ليلة day night",
    WEEK: "اسبوع أسبوع اسبوعا سبوع week",
    timedelta(days=14): "fortnight",
    MONTH: "شهر شهرا month",
    YEAR: "سنة عام عاما حول year",
}
_PLURAL = {
    timedelta(minutes=1): "دقائق دقايق minutes mins",
    HOUR: "ساعات hours hrs",
    DAY: "أيام ايام ليالي ليال days nights",
    WEEK: "أسابيع اسابيع weeks",
    MONTH: "أشهر اشهر شهور months",
    YEAR: "سنوات سنين أعوام years",
}
_PAIR = {
    timedelta(minutes=1): "دقيقتين",
    HOUR: "ساعتين ساعتان",
    DAY: "يومين يومان ليلتين",
    WEEK: "أسبوعين اسبوعان",
    MONTH: "شهرين شهران",
    YEAR: "سنتين سنتان عامين عامان",
}
SINGULAR = {word: unit for unit, text in _SINGULAR.items() for word in _words(text)}
PLURAL = {word: unit for unit, text in _PLURAL.items() for word in _words(text)}
PAIR = {word: unit for unit, text in _PAIR.items() for word in _words(text)}
UNITS = SINGULAR | PLURAL
COUNTED_FORMS = frozenset(_words("يوما اسبوعا شهرا عاما"))
"""Singulars that only stand behind a number."""

AFTER = frozenset(_words("بعد عقب خلال غضون كمان within after in"))
LEFT = frozenset(
    _words("باقي متبقي فاضل يتبقى تبقى بقي بقى متبقية باقية يبقى ضايل يتبق تبق يبق فاضلي باقيلي ضايلي متبقيلي")
)
VALID = frozenset(_words("صلاحية صلاحيته صلاحيتها صلاحيه صلاحيتهم سارية ساري صالح صالحة valid validity"))
AGO = frozenset(_words("منذ قبل من since"))
SINCE_WORDS = frozenset(_words("مضى مضت مر مرت صار صارت"))
"""«… on it», «… to him»: a time that has gone by."""
WAITING = frozenset(_words("pending waiting stuck"))
HAVE = frozenset(_words("عندي لدي معي قدامي امامي have got"))
NEXT = frozenset(_words("قادم قادمة جاي جاية مقبل مقبلة تالي next coming following"))
PAST = frozenset(_words("ماضي ماضية فايت فايتة سابق سابقة منصرم منصرمة اخيرة last past previous"))
PAST_VERBS = frozenset(_words("فات فاتت راح راحت"))
FILLERS = frozenset(_words("حوالي تقريبا نحو قرابة مدة لمدة فترة مرور مضي ال about around the just only roughly"))
FILLERS |= frozenset(
    _words("approximately exactly بالضبط تماما another some for over بس فقط سوى الا هذه هذي هاذي these")
)
LESS, MORE = frozenset(_words("اقل less under")), frozenset(_words("اكثر more over least يزيد"))
WORKING = frozenset(_words("عمل دوام working business"))
TO = frozenset(_words("الى إلى لين حتى to till until - – —"))
OR = frozenset(_words("او أو or"))
AND = frozenset(_words("و and &"))
HALF = frozenset(_words("نصف نص half"))
SOME = frozenset(_words("few several some بضع بضعة عدة عده"))
AIRPORT = frozenset(_words("مطار airport"))
REMAIN = frozenset(_words("left remaining remain remains away"))
NOW = frozenset(_words("الآن الان الحين حاليا هسه هسة دلوقتي تاريخه now today currently"))
PRESENT = NOW - frozenset(_words("today تاريخه")) | frozenset(_words("am m are re stuck waiting انا احنا حنا نحن"))
PRESENT |= frozenset(_words("عالق عالقة عالقين موجود موجودة موجودين واقف واقفة قاعد قاعدة جالس متواجد وصلت"))
ABSENT = frozenset(_words("كنت كان was were been will سوف ساكون سأكون works work working موظف اعمل يعمل"))
"""Who was or will be at an airport, or works there, does not leave from it now."""
NOT = frozenset(_words("ليس ليست مو مب مش موب ماهو ماهي not never"))
WILL_NOT = frozenset(_words("لن لا ما لم ماراح no wont t not"))
GOING = frozenset(_words("راح رح be going to gonna want plan intend planning a any have"))
GOING |= frozenset(_words("اريد نريد ابغى ابي ابا ودي انوي ان عندي لدي يوجد فيه"))
CAN = frozenset(_words("can couldn could"))
NUMBER_OF = frozenset(
    _words("رقم برقم مرجع مادة فقرة شقة بند قرار نموذج إصدار version no number ref reference ip article form")
)
NUMBER_OF |= frozenset(_words("هاتف جوال phone mobile كود code flat page صفحة step محاولة خطوة مرحلة attempt"))
MONEY = frozenset(_words("ريال ريالات ريالا sar riyal riyals دولار usd $ % درجة درهم"))
EVENTS = frozenset(_words("عيد eid اضحى فطر حج hajj ايد اجازة holidays holiday"))
EDGES = frozenset(_words("نهاية اخر آخر اول بداية منتصف نص end beginning middle start weekend"))
AT_DATE = frozenset(_words("بتاريخ تاريخ موافق الموافق في يوم on the date dated , ، ( : -"))
"""What may stand between a weekday and its date."""
THIS = frozenset(_words("هذا هذه هذي ذا هال this حالي جاري"))
EVERY = frozenset(_words("كل every each ايام"))

_NEAR = {
    -2: "اول أمس|اول من أمس|أمس اول|البارحة اولى|البارح اول|اول امبارح|اولة امبارح|اول مبارح|اول البارح|اول البارحة"
    "|قبل أمس|قبل البارح|قبل البارحة|قبل مبارح|قبل امبارح|the day before yesterday"
    "|day before yesterday",
    -1: "أمس|البارح|البارحة|امبارح|مبارح|yesterday|last night|ليلة أمس",
    0: "الليلة|النهارده|النهاردة|today|tonight|this morning|this evening|this afternoon|هاليوم",
    1: "غدا|غد|بكرة|بكرا|باكر|باجر|غدوة|tomorrow|tmrw|tmr|tomorow|tommorow|tommorrow",
    2: "بعد غدا|بعد غد|بعد بكرة|بعد بكرا|بعد باكر|عقب باكر|عقب بكره|بعد باجر|عقب باجر|بعد غدوة|ورا باجر"
    "|ورا بكرة|ورى بكرة|ورى باجر|after tomorrow"
    "|day after tomorrow|the day after tomorrow",
    3: "عقب عقب باجر|عقب عقب باكر|بعد بعد غد|بعد بعد غدا|بعد بعد بكرة|بعد بعد بكرا",
}
NEAR_DAYS: dict[tuple[str, ...], int] = {
    tuple(normalized_text(phrase).split()): days for days, text in _NEAR.items() for phrase in text.split("|")
}
"""Days counted from today by name; the word «اليوم» is read apart, for it means «the day» too."""

_NUMBERS = (ONES, TEENS, TENS, HUNDREDS, ORDINALS, ENGLISH_ORDINALS)
_MONTH_WORDS = (GREGORIAN, HIJRI, TWIN_MONTHS, TWIN_HIJRI, FIRST_OF_TWINS, SECOND_OF_TWINS, MONTH_PREFIXES)
_TIME_WORDS = (WEEKDAYS, SINGULAR, PLURAL, PAIR, AFTER, LEFT, VALID, AGO, SINCE_WORDS, WAITING, HAVE, NEXT, PAST)
_SMALL = (FILLERS, LESS, MORE, WORKING, TO, OR, HALF, REMAIN, NOW, PRESENT, NOT, EVENTS, EDGES, AT_DATE, THIS, EVERY)
_OTHERS = (SOME, AIRPORT, PAST_VERBS, NUMBER_OF, MONEY, ABSENT)


class Form(NamedTuple):
    """A known word, and the prefix it stands with."""

    word: str
    prefix: str


_PREFIXES = ("ال", "ب", "ل", "و", "ف", "وال", "بال", "لل", "فال", "وب", "ول", "وبال", "ولل", "هال", "ف")
_ALONE = frozenset(_words("آب ماي من في و ال ب ل حد س الى إلى او أو انا ما لا حول هذا هذه the"))


def _forms(groups: Iterable[Iterable[str]]) -> dict[str, Form]:
    words = {word for group in groups for word in group}
    words |= {word for phrase in NEAR_DAYS for word in phrase}
    known = {word: Form(word, "") for word in words}
    for prefix in _PREFIXES:
        for word in words - _ALONE:
            if "\u0621" <= word[0] <= "\u064a" and len(word) > 1:
                known.setdefault(prefix + word, Form(word, prefix))
    return known


FORMS = _forms((*_NUMBERS, *_MONTH_WORDS, *_TIME_WORDS, *_SMALL, *_OTHERS))
"""Every known word in each of its forms."""
