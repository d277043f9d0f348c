"""Units of time: one of them, many, and two."""

from datetime import timedelta

from models.text import normalized_text
from workflows.triage.dates.language.spelling import words

HOUR, DAY, WEEK, MONTH, YEAR = (timedelta(hours=1), *(timedelta(days=days) for days in (1, 7, 30, 365)))
_SINGULAR = {
    timedelta(minutes=1): "دقيقة minute min",
    HOUR: "ساعة سويعة hour hr h",
    DAY: "يوم يوما ليلة day night",
    WEEK: "اسبوع أسبوع اسبوعا سبوع سيمانة سمانة سيمانه week wk",
    timedelta(days=14): "fortnight",
    MONTH: "شهر شهرا month mth",
    YEAR: "سنة عام عاما حول year yr",
}
_PLURAL = {
    timedelta(minutes=1): "دقائق دقايق minutes mins",
    HOUR: "ساعات سوايع hours hrs",
    DAY: "أيام ايام ليالي ليال تيام days nights",
    WEEK: "أسابيع اسابيع تسابيع سيمانات سمانات weeks wks",
    MONTH: "أشهر اشهر شهور تشهر تشهور months mths",
    YEAR: "سنوات سنين أعوام تسنين years yrs",
}
_PAIR = {
    timedelta(minutes=1): "دقيقتين",
    HOUR: "ساعتين ساعتان",
    DAY: "يومين يومان ليلتين يوماين",
    WEEK: "أسبوعين اسبوعان سبوعين سيمانتين سمانتين جمعتين",
    MONTH: "شهرين شهران",
    YEAR: "سنتين سنتان عامين عامان",
}
SINGULAR = {word: unit for unit, text in _SINGULAR.items() for word in words(text)}
PLURAL = {word: unit for unit, text in _PLURAL.items() for word in words(text)}
PAIR = {word: unit for unit, text in _PAIR.items() for word in words(text)}
FUSED_DAYS = {
    normalized_text(stem + "تيام"): number * DAY
    for number, stems in enumerate(
        ("تل تلات ثلاث", "اربع ارب", "خمس خمسة", "س ست", "سبع", "تمن تمان ثمان", "تسع", "عشر"), 3
    )
    for stem in stems.split()
}
"""A number and its days in one word: «خمستيام»."""
UNITS = SINGULAR | PLURAL
FRIDAYS = frozenset(words("جمعة جمع"))
"""A Friday, and where no article stands before it a week, in the Levant."""
UNIT_WORDS = frozenset((*UNITS, *PAIR, *FUSED_DAYS, *FRIDAYS))
"""Without any of them there is no length."""
COUNTED_FORMS = frozenset(words("يوما اسبوعا شهرا عاما"))
"""Singulars that only stand behind a number."""
