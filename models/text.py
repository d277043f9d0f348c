"""Text from outside: cleaned on entry, escaped on output, and normalized for search."""

import re
import unicodedata
from collections.abc import Container
from functools import lru_cache

from models.letters import fold_letters

_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"  # controls; tab and line feed stay
    "\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0001\U000e0020-\U000e007f"  # bidi, zero-width and other format characters
    "\ud800-\udfff]"  # lone surrogates, which no encoding can carry
)
_SPELLING_JOINER = re.compile("(?<=[\u0600-\u0dff])[\u200c\u200d]")  # ZWNJ, ZWJ after Arabic to Sinhala letters
_STRAY_JOINER = re.compile("(?<![\u0600-\u0dff])[\u200c\u200d]")  # anywhere else they only hide

_SEPARATORS = re.compile("[\\s\\-\u2010-\u2015\u2212]")

ARABIC_DIGITS = "٠١٢٣٤٥٦٧٨٩"
PERSIAN_DIGITS = "۰۱۲۳۴۵۶۷۸۹"
_TO_ASCII_DIGITS = str.maketrans(ARABIC_DIGITS + PERSIAN_DIGITS, "0123456789" * 2)

_THREE_ALIKE = re.compile(r"(.)\1\1")
_LONG_RUN = re.compile(r"([^\W\d_])\1{2,}")
_HAMZA = "\u0621"
_DIGIT = re.compile("[^\\D0-9]")
"""A digit of another script."""

_FORMULA_SIGNS = "=+-@|%\u2212"  # the last is the minus sign, which NFKC leaves alone


def clean(text: str) -> str:
    """Free text as it is stored: NFC, trimmed, line ends as "\\n", without control, bidi or zero-width characters.

    The joiners ZWNJ and ZWJ stay after a letter of a joining script, where they are spelling (domain §5.2).
    """
    if not text.isprintable():
        text = _STRAY_JOINER.sub("", _INVISIBLE.sub("", _BREAKS.sub("\n", text)))
    return unicodedata.normalize("NFC", text).strip()


def clean_line(text: str) -> str:
    """A clean text of one line (names, subjects, file names): every run of white space is one space."""
    return " ".join(clean(text).split())


def ascii_digits(text: str) -> str:
    """Arabic-Indic and Persian digits as ASCII ones. Any other digit stays as it is."""
    return text.translate(_TO_ASCII_DIGITS)


def without_separators(text: str) -> str:
    """Text without the spaces and hyphens, of any kind, that people group a number with."""
    return _SEPARATORS.sub("", text)


def normalized_text(text: str) -> str:
    """Text folded to one spelling, for searching and matching keywords (domain §5.3); never for identities.

    What is often written for one another is made equal: Arabic letters of all languages and seats of the hamza
    (`models.letters`), presentation forms, vowel marks, tatweel, digits of any script, runs of three and more, white
    space, capitals.
    """
    folded = _folded(text)
    while _HAMZA in folded and (again := _folded(folded)) != folded:  # it may stand beside another letter now
        folded = again
    return folded


@lru_cache(maxsize=50_000)
def normalized_word(word: str) -> str:
    """The same of a word of a pack, remembered: it is asked for again with each service. Not for what people write."""
    return normalized_text(word)


def _folded(text: str) -> str:
    text = clean(text)
    if "\u200c" in text or "\u200d" in text:
        text = _SPELLING_JOINER.sub("", text)
    text = unicodedata.normalize("NFKC", text)
    text = _DIGIT.sub(_as_ascii, fold_letters(text.casefold()))
    if _THREE_ALIKE.search(text):
        text = _LONG_RUN.sub(r"\1", text)
    return " ".join(text.split())


def _as_ascii(digit: "re.Match[str]") -> str:
    return str(unicodedata.decimal(digit[0]))


def safe_for_terminal(text: str, *, lines: bool = False) -> str:
    """Text that cannot steer a terminal: controls, escapes, bidi and format characters are shown as ⟨U+202E⟩.

    Spelling joiners are left out, as a terminal does without. `lines` lets line feeds through.
    Markup of a renderer is text here: print with markup off.
    """
    if text.isprintable():
        return text
    return "".join(
        char
        if char.isprintable() or (lines and char == "\n") or unicodedata.category(char) == "Zs"
        else _code_point(char)
        for char in _SPELLING_JOINER.sub("", text)
    )


def _code_point(char: str) -> str:
    return f"⟨U+{ord(char):04X}⟩"


def spreadsheet_cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula: clean, and quoted by an apostrophe when it begins like one.

    The first sign counts in any width, also behind white space or characters nobody sees. Write numbers as numbers.
    """
    cell = clean(text)
    return "'" + cell if unicodedata.normalize("NFKC", cell[:1]).startswith(tuple(_FORMULA_SIGNS)) else cell


def mask_id(number: str) -> str:
    """An identity or telephone number as people may see it: the last four characters, never more than half."""
    shown = min(4, len(number) // 2)
    return "*" * (len(number) - shown) + number[len(number) - shown :]


_NUMBER_OR_ADDRESS = re.compile(
    r"(?P<number>(?<!\w)\+?\d{9,}(?!\w)|\b[A-Z]\d{7,8}\b)|(?P<address>[\w.+-]+@(?:[\w-]+\.)+\w+)"
)


def mask_email(address: str) -> str:
    """An e-mail address as people may see it: its first character and its domain."""
    name, _, domain = address.partition("@")
    return f"{name[:1]}***@{domain}"


def mask_in_text(text: str, but: Container[str] = ()) -> str:
    """A text with what looks like an identity, passport or telephone number or an e-mail address masked.

    What stands in `but`, with digits as ASCII ones, stays.
    """

    def masked(found: "re.Match[str]") -> str:
        if ascii_digits(found[0]) in but:
            return found[0]
        return mask_id(found[0]) if found["number"] else mask_email(found[0])

    return _NUMBER_OR_ADDRESS.sub(masked, text)


PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
"""The name of a value in braces, as templates of packs have it."""


def placeholders(text: str) -> frozenset[str]:
    """The names in braces in a text."""
    return frozenset(PLACEHOLDER.findall(text))
