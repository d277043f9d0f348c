"""Whole messages of a platform, told from free text: known is a message that says what a listed one says, and no more.

Signs, digits of any script, numbers, dates, amounts and references may differ, with the words that name them («رقم
المرجع», «ريال»). One more word of any other kind, and nobody knows what the message says.
"""

import re
from functools import lru_cache

from models.text import normalized_text

_NUMBER = "#"
"""What stands for a number, a date or a code in a form."""
_NUMBERS = re.compile(r"[a-z]{0,8}[-_/.]?[0-9](?:[a-z0-9.,:/+_-]*[a-z0-9])?")
_SIGNS = re.compile(rf"[^\w{_NUMBER}]+|_+")
_BEFORE_NUMBERS = frozenset(
    normalized_text(
        """
        رقم الرقم برقم المرجع مرجع المرجعي مرجعي رمز الرمز كود الكود الخطأ العملية المعاملة الطلب الإشعار تاريخ
        التاريخ بتاريخ الوقت الساعة مبلغ المبلغ بمبلغ قدره وقدره قيمة بقيمة
        ref reference no nr number code error id transaction request date time at on amount of sar sr
        """
    ).split()
)
"""Words that only name the number, date or code after them."""
_AFTER_NUMBERS = frozenset(normalized_text("ريال ريالا ريالات سعودي سعودية ر س ه م ص sar sr riyal riyals").split())
"""Words that only name what was counted."""


def message_form(message: str) -> str:
    """What a message says, as words, with a sign for each number, date or code in it."""
    text = _SIGNS.sub(" ", _NUMBERS.sub(f" {_NUMBER} ", normalized_text(message)))
    return " ".join(_without_names_of_numbers(text.split()))


def _without_names_of_numbers(words: list[str]) -> list[str]:
    kept = list[str]()
    for word in words:
        if word == _NUMBER:
            while kept and kept[-1] in _BEFORE_NUMBERS:
                kept.pop()
        if kept[-1:] != [_NUMBER] or word not in {_NUMBER, *_AFTER_NUMBERS}:
            kept.append(word)
    return kept


_COUNTED = re.compile(r"\d+(?:[.,]0+)?")
_DAYS = re.compile(r"\b(\d+) ?(?:يوم|day)")


def _changes_the_sense(message: str, most_days: int | None) -> bool:
    """Whether a number in it is none («violations: 0»), or of more days than the problem can be about."""
    text = normalized_text(message)
    none = any(_COUNTED.fullmatch(each) and float(each.replace(",", ".")) == 0 for each in _NUMBERS.findall(text))
    return none or (most_days is not None and any(int(days) > most_days for days in _DAYS.findall(text)))


@lru_cache(1024)
def is_listed(message: str, forms: tuple[str, ...], most_days: int | None = None) -> bool:
    """Whether a message says what one of the listed ones says; a number where that has none may be a reference."""
    if _changes_the_sense(message, most_days):
        return False
    form = message_form(message)
    without_references = form.strip(f"{_NUMBER} "), " ".join(form.replace(_NUMBER, " ").split())
    return any(each in forms for each in (form, *without_references) if each)
