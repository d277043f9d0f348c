"""Dates in notices, as the pack has them written: in one calendar or in two, in the reader's language."""

from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from hijridate import Gregorian

from models.calendar.days import last_day
from models.codes import Channel
from models.language import LANGUAGES
from models.packs.writing import DateStyle, DateSystem

_LOCALES = {"ar": "ar_SA"}
"""Locales of languages whose own is not meant."""
_FORMATS = {"ar": "yyyy/MM/ddم", "en": "d MMMM y"}
"""The Gregorian date where the pack says nothing of it; in other languages the long form of CLDR."""
_USUAL = DateStyle()


def due_date(due: str, zone: ZoneInfo, channel: Channel, style: DateStyle, language: str) -> str:
    """The last local day before an instant; a text message has no room for two calendars."""
    if not due:
        return ""
    day = last_day(datetime.fromisoformat(due), zone)
    return _short(day, style) if channel is Channel.SMS else written_date(day, language, style)


def written_date(day: date, language: str, style: DateStyle = _USUAL) -> str:
    """A date as in letters of the pack; beyond the Umm al-Qura tables in the Gregorian calendar alone."""
    gregorian = _gregorian(day, language, style)
    hijri = _hijri(day, language) if DateSystem.HIJRI in style.calendars else None
    if DateSystem.GREGORIAN not in style.calendars:
        return hijri or gregorian
    if hijri is None or language not in LANGUAGES:
        return gregorian  # beside it stand only months whose names are known in the language
    return f"{hijri} الموافق {gregorian}" if language == "ar" else f"{gregorian} ({hijri})"


def written_day(day: date, language: str) -> str:
    """A Gregorian date as it is usual in a language, whatever the pack says: for staff."""
    return _gregorian(day, language, _USUAL)


def _gregorian(day: date, language: str, style: DateStyle) -> str:
    pattern = style.formats.get(language) or _FORMATS.get(language, "long")
    if language == "ar":  # with Latin digits, as in the letters of the state
        return format_date(day, pattern, locale="en")
    return format_date(day, pattern, locale=locale_of(language))


def _hijri(day: date, language: str) -> str | None:
    try:
        hijri = Gregorian.fromdate(day).to_hijri()
    except OverflowError:
        return None
    numbers = hijri.isoformat().replace("-", "/")
    if language == "ar":
        return f"{numbers}هـ"
    if language not in LANGUAGES:
        return numbers
    return f"{hijri.day} {hijri.month_name('en')} {hijri.year} AH"


def _short(day: date, style: DateStyle) -> str:
    if style.calendars == (DateSystem.HIJRI,):
        try:
            return Gregorian.fromdate(day).to_hijri().isoformat().replace("-", "/")
        except OverflowError:
            pass
    return format_date(day, style.sms, locale="en")


@cache
def locale_of(language: str) -> Locale:
    """How a language writes dates and numbers. Raises UnknownLocaleError."""
    return Locale.parse(_LOCALES.get(language, language))
