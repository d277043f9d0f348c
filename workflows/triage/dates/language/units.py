"""Units of time: one of them, many, and two."""

from datetime import timedelta

from workflows.triage.dates.language.spelling import words

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
SINGULAR = {word: unit for unit, text in _SINGULAR.items() for word in words(text)}
PLURAL = {word: unit for unit, text in _PLURAL.items() for word in words(text)}
PAIR = {word: unit for unit, text in _PAIR.items() for word in words(text)}
UNITS = SINGULAR | PLURAL
COUNTED_FORMS = frozenset(words("يوما اسبوعا شهرا عاما"))
"""Singulars that only stand behind a number."""
