"""Limits of an SMS: how many parts a text takes, and what it must never contain (domain §5.1)."""

import re

from wcwidth import iter_graphemes

from models.text import ascii_digits

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_DOUBLE = frozenset("^{}\\[~]|€\f")
"""Characters of the extension table: an escape and a character (3GPP TS 23.038)."""

_CUT = " ..."
_REFERENCE = re.compile(r"\bTW(-[0-9A-Z]{4}){3}-[0-9A-Z*~$=]")
_PROBLEMS = {
    "link": re.compile(r"://|\bwww\.|\b[a-z0-9-]+\.[a-z]{2,}\b|\b[a-z0-9-]+\.[a-z]{2,}/", re.IGNORECASE),
    "id_number": re.compile(r"\d([ -]?\d){9}"),
    "code": re.compile(
        r"\b(otp|pin|passcode|(verification|security|access|login) code)\b"
        r"|رمز (ال)?(تحقق|دخول|تفعيل|سري)|كلمة (ال)?(سر|مرور)"
        r"|\b(code|رمز|الرمز|كود|الكود)\b\W{0,3}\d{4,8}\b",
        re.IGNORECASE,
    ),
    "restriction": re.compile(
        r"\b(travel ban|ban(ned)? from|wanted|arrest|court|suspension of services|blacklist)"
        r"|منع من السفر|ممنوع من|مطلوب (أمني|للجهات)|إيقاف (ال)?خدمات|أمر قبض|محكمة|قائمة سوداء",
        re.IGNORECASE,
    ),
}


def sms_problems(text: str) -> tuple[str, ...]:
    """The prohibitions a text message breaks: `link`, `id_number`, `code`, `restriction`. Empty: it may go out."""
    text = _REFERENCE.sub("", ascii_digits(text))
    return tuple(name for name, pattern in _PROBLEMS.items() if pattern.search(text))


def sms_parts(text: str) -> int:
    """How many parts a text takes: 160 or 153 a part in the GSM alphabet, 70 or 67 UTF-16 units otherwise."""
    widths = _widths(text)
    single, several = (160, 153) if _is_gsm(text) else (70, 67)
    if sum(widths) <= single:
        return 1
    parts, used = 1, 0
    for width in widths:  # a character never straddles two parts
        parts, used = (parts, used + width) if used + width <= several else (parts + 1, width)
    return parts


def fit_sms(text: str, parts: int) -> str:
    """The text, shortened at a word where it takes more than so many parts; never inside what is read as one sign."""
    if sms_parts(text) <= parts:
        return text
    signs = list(iter_graphemes(text))
    while signs and sms_parts("".join(signs) + _CUT) > parts:
        signs = signs[: _last_space(signs)] or signs[:-1]
    return "".join(signs) + _CUT


def _last_space(signs: list[str]) -> int:
    """The place of the last space between words; 0 in one word."""
    return next((place for place in reversed(range(len(signs))) if signs[place] == " "), 0)


def _is_gsm(text: str) -> bool:
    return all(char in _GSM or char in _GSM_DOUBLE for char in text)


def _widths(text: str) -> list[int]:
    if _is_gsm(text):
        return [2 if char in _GSM_DOUBLE else 1 for char in text]
    return [2 if ord(char) > 0xFFFF else 1 for char in text]
