"""Names of days: months of all traditions, weekdays, days near today, holidays."""

from models.text import normalized_text
from workflows.triage.dates.language.spelling import by_word, words

GREGORIAN = by_word(
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
FIRST_OF_TWINS = frozenset(words("أول أولى اولي awwal awal ula i first 1"))
SECOND_OF_TWINS = frozenset(words("ثاني ثانية آخر آخرة اخر اخره thani akhir akhirah akhira ii second 2"))
MONTH_PREFIXES = frozenset(words("ذو ذي ذا ذى dhu zul dhul thul zu al el ul"))
OTHER_THINGS = frozenset(words("آب ماي محرم صفر نيسان مارس may mar march حجة حجه"))
"""Months that are other words as well: a number must stand before them."""
WEEKDAYS = by_word(
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
EVENTS = frozenset(words("عيد eid اضحى فطر حج hajj ايد اجازة holidays holiday"))
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
