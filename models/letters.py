"""Arabic letters that are written for one another, folded to one: by keyboard, language, custom, or seat of the hamza.

A letter of any language in Arabic script becomes the plain Arabic one that its Unicode name says it was made of; those
with a name of their own are in the table. Only for comparing and searching: two names that fold alike are alike, not
the same.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator

_PLAIN = {
    "ا": ("ALEF", "ALEF WASLA", "HIGH HAMZA ALEF", "LOW ALEF"),
    "ب": ("BEH", "PEH", "BEEH", "BEHEH", "DOTLESS BEH"),
    "ت": ("TEH", "TTEH", "TTEHEH", "TEHEH"),
    "ج": ("JEEM", "TCHEH", "TCHEHEH", "DYEH", "NYEH"),
    "ح": ("HAH",),
    "د": ("DAL", "DDAL", "DAHAL", "DDAHAL", "DUL"),
    "ر": ("REH", "RREH"),
    "ز": ("ZAIN", "JEH"),
    "س": ("SEEN",),
    "ش": ("SHEEN",),
    "ص": ("SAD",),
    "ض": ("DAD",),
    "ط": ("TAH",),
    "ع": ("AIN",),
    "غ": ("GHAIN",),
    "ف": ("FEH", "VEH", "PEHEH", "DOTLESS FEH", "AFRICAN FEH"),
    "ق": ("QAF", "DOTLESS QAF", "AFRICAN QAF"),
    "ك": ("KAF", "KEHEH", "SWASH KAF", "GAF", "GUEH", "NG", "NGOEH", "GRAF"),
    "ل": ("LAM",),
    "م": ("MEEM",),
    "ن": ("NOON", "NOON GHUNNA", "RNOON", "AFRICAN NOON"),
    "ه": ("HEH", "TEH MARBUTA", "TEH MARBUTA GOAL", "HEH GOAL", "HEH DOACHASHMEE", "AE"),
    "و": ("WAW", "HIGH HAMZA WAW", "STRAIGHT WAW", "U", "OE", "YU", "VE", "KIRGHIZ OE", "KIRGHIZ YU"),
    "ي": (
        *("YEH", "ALEF MAKSURA", "FARSI YEH", "HIGH HAMZA YEH", "KASHMIRI YEH", "ROHINGYA YEH", "THIN YEH"),
        *("YEH BARREE", "E"),
    ),
}
"""The plain letters, with the names of those that stand for each."""

_BLOCKS = (range(0x0620, 0x0700), range(0x0750, 0x0780), range(0x0870, 0x0900))
_TATWEEL, _HIGH_HAMZA, _TAIL = "\u0640", "\u0674", "\ufe73"


def _letters() -> Iterator[tuple[str, str]]:
    """Each letter of the Arabic blocks that folds, with the plain one."""
    plain_of = {name: plain for plain, names in _PLAIN.items() for name in names}
    for char in (chr(point) for block in _BLOCKS for point in block):
        name = unicodedata.name(char, "").removeprefix("ARABIC LETTER ").partition(" WITH ")[0]
        if unicodedata.category(char) == "Lo" and name in plain_of:
            yield char, plain_of[name]


def _marks() -> Iterator[str]:
    """Vowel signs and other marks over and under Arabic letters, small letters, and what only stretches a word."""
    yield from (_TATWEEL, _HIGH_HAMZA, _TAIL)
    for char in (chr(point) for block in (range(0x0610, 0x0620), *_BLOCKS) for point in block):
        if unicodedata.category(char) in ("Mn", "Lm", "Sk"):
            yield char


_SEATED = {"أ": "ا", "ؤ": "و", "ئ": "ي", "ى": "ي"}
"""Letters that are looked at before they fold: where one stands says which others are written there."""
_FOLDED = {
    letter: plain
    for letter, plain in (dict.fromkeys(_marks(), "") | dict(_letters())).items()
    if letter != plain and letter not in _SEATED
}
"""What each letter folds to: a plain letter, which folds to nothing else, or nothing."""
_COMMON = "إآةـ\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652"
"""Those of everyday Arabic; of the others most texts have none."""
_RARE = re.compile(f"[{re.escape(''.join(letter for letter in _FOLDED if letter not in _COMMON))}]")
_TABLE = str.maketrans(_FOLDED)


def _without_second_seat(run: re.Match[str]) -> str:
    """Hamzas that end a word, up to those behind a seat that has its hamza: «شيء», «شئ» and «شيئ» are one word."""
    text, start = run.string, run.start()
    behind = (at for at in range(max(start, 2), run.end()) if text[at - 1] in "يىئ" and _is_letter(text[at - 2]))
    return text[start : next(behind, run.end())]


def _is_letter(char: str) -> bool:
    return char.isalnum() and not char.isdecimal()


_SEATS: tuple[tuple[re.Pattern[str], re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    # شئون شؤون, مسئول مسؤول, جاءوا جاؤوا
    (re.compile("[ءؤئ]و"), re.compile("(?<![ءؤئ])[ءؤئ]++(?=و)"), "ؤ"),
    # إجراءات إجرائات, أبناءه أبناؤه أبنائه
    (re.compile("ا[ءؤئ]"), re.compile("ا[ءؤئ]+(?=[^\\W\\d_])"), "ائ"),
    # هيأة هيئة
    (re.compile("يأه"), re.compile("(?<=ي)أ(?=ه(?![^\\W\\d_]))"), "ئ"),
    # شاطيء شاطىء شاطئ, شيء شئ شيئ
    (re.compile("[ءئ](?![^\\W\\d_])"), re.compile("(?<![ءئ])[ءئ]++(?![^\\W\\d_])"), _without_second_seat),
)
"""Seats that one hamza is written on in one word: what is there quickly told by, the pattern, what it is folded to."""


def fold_letters(text: str) -> str:
    """Composed text (NFKC) with every Arabic letter as a plain one, without marks and tatweel."""
    if text.isascii():
        return text
    for letter in _COMMON:
        text = text.replace(letter, _FOLDED[letter])
    if _RARE.search(text):
        text = text.translate(_TABLE)
    for sign, seats, folded in _SEATS:
        if sign.search(text):
            text = seats.sub(folded, text)
    for letter, plain in _SEATED.items():
        text = text.replace(letter, plain)
    return text
