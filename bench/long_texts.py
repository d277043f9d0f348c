"""Texts of the greatest length, of the shapes that cost the first stage most: timed by the bench, counted by a test."""

from collections.abc import Iterator, Mapping
from itertools import chain, cycle, islice, product
from typing import Any

from bench.first_stage.phrases.kinds import KINDS, phrases_of
from bench.first_stage.requests import request_of
from models.intake.fields import MAX_LINE, MAX_TEXT
from models.intake.request import Request

_SENTENCES = (
    "حاولت إصدار تأشيرة الخروج والعودة وتظهر رسالة خطأ في كل مرة",
    "أرجو منكم المساعدة في حل المشكلة لأن المعاملة متوقفة منذ مدة",
    "سددت الرسوم من حسابي في البنك ولم تظهر في النظام",
    "I tried to issue the visa and the page shows an error every time",
    "راجعت الفرع وقالوا لي أن المشكلة من النظام",
)
_DAYS = [f"{day}/{month}" for day, month in product(range(1, 28), (1, 2, 3, 11, 12))]
_MONTHS = ("يناير", "رمضان", "march", "تشرين", "ذو القعدة", "شعبان", "ربيع")
_SYLLABLES = [f"{first}{last}" for first, last in product("بتجدرسعفقك", "املنوي")]


def _filled(parts: Iterator[str], between: str, size: int) -> str:
    text = ""
    for part in parts:
        if len(text) + len(between) + len(part) > size:
            return text
        text += between + part if text else part
    return text


def _said_dates() -> Iterator[str]:
    """A phrase of every kind of the sweep, over and over, none twice."""
    for seed, kind in enumerate(cycle(KINDS)):
        yield next(phrases_of(kind, 1, seed)).text


def without_dates(size: int = MAX_TEXT) -> Mapping[str, str]:
    """Texts that speak of no date, or hardly of one, by their shape."""
    return {
        "sentences": _filled(cycle(_SENTENCES), ". ", size),
        "one sentence again and again": _filled(cycle(_SENTENCES[:1]), "، ", size),
        "words nobody knows": _filled(map("".join, product(_SYLLABLES, repeat=3)), " ", size),
        "a digit": "1" * size,
        "digits apart": "1 " * (size // 2),
        "numbers": _filled(map(str, range(size)), " ", size),
        "letters without a blank": _filled(cycle(_SYLLABLES), "", size),
        "one letter": "ا" * size,
        "hamzas": "ء" * size,
        "quotation marks in one another": "«" * (size // 2) + "»" * (size // 2),
        "quotations": _filled(cycle(("«عذراً، حدث خطأ غير متوقع", '"يوجد مخالفات"»')), " ", size),
        "signs": "/-.،" * (size // 4),
        "negators": _filled(cycle(("ما", "لا", "not", "مو")), " ", size),
        "words that join": _filled(cycle(("و", "في", "من", "ال", "the")), " ", size),
        "pictures": "😀" * size,
    }


def sentences_with_dates(many: int, size: int = MAX_TEXT) -> str:
    """So many phrases of dates, and sentences behind them until the text is full."""
    return _filled(chain(islice(_said_dates(), many), cycle(_SENTENCES)), ". ", size)


def with_dates(size: int = MAX_TEXT) -> Mapping[str, str]:
    """Texts of nothing but dates, or of words that they are made of, by their shape."""
    return {
        "phrases of all kinds": _filled(_said_dates(), ". ", size),
        "journeys on days in digits": _filled((f"سفري يوم {day}/2026" for day in cycle(_DAYS)), " و", size),
        "days and months in digits": _filled(cycle(_DAYS), " ", size),
        "days and months by name": _filled(cycle(("25 مارس", "3 يناير", "9 رمضان")), " ", size),
        "weekdays": _filled(cycle(("الخميس", "الجمعة", "الأحد")), "، ", size),
        "days near today": _filled(cycle(("غدا", "بكرة", "tomorrow", "اليوم")), " ", size),
        "lengths": _filled(cycle(("قبل يومين", "بعد أسبوع", "باقي 3 أيام")), " ", size),
        "journeys of kin": _filled(cycle(("أخي مسافر غدا", "flight tomorrow of my brother")), " ", size),
        "names of months": _filled(cycle(_MONTHS), " ", size),
        "number words": _filled(cycle(("مئة", "وخمسة", "وعشرين", "يوما")), " ", size),
        "numbers with signs": "1-" * (size // 2),
    }


def request_with(written: str, **more: Any) -> Request:
    """A request whose text is of such a shape."""
    return request_of("exit_reentry_issue", message="عذراً، حدث خطأ غير متوقع", text_ar=written, **more)


def longest_request(text: str) -> Request:
    """A request with as much text as its fields hold: in three languages, with two subjects and two messages."""
    line, message = text[:MAX_LINE].strip(), _filled(cycle(_SENTENCES), ". ", MAX_TEXT)
    more = {"text_en": text, "text": text, "subject_ar": line, "subject": line}
    attempt = {"at": "2026-01-06T05:00:00Z", "platform": "absher_individuals", "outcome": "platform_error"}
    return request_with(text, **more, prior_attempt=attempt | {"message_ar": message, "message_en": message})
