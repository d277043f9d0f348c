"""The words a date stands with: those of its clause when they name what the date is said of, else of the sentence."""

import re
from typing import NamedTuple

from workflows.triage.dates.language.verbs import DONE, OPEN, TO_COME

_LEFT = r"باقي|متبقي|فاضل|يتبقي|تبقي|بقي"
_SENTENCE_END = re.compile(r"[.!?؟؛;](?: |$)")
_CLAUSE_END = re.compile(
    r"[.!?؟؛;،,](?: |$)| (?=و(?!صل)\S)| (?=(?:لكن|لان|بس|علما|حيث|and|but|because|while|so|though)\b)"
    rf"| (?<!جواز )(?=\S+ (?:{_LEFT}|\w?\w?نتهي|منتهي\w?|expires?|has|is valid)\b)| (?=(?:{_LEFT}) (?:علي|في) )"
)
_BEARER = re.compile(
    r"جواز|صلاحي|اقام|هوي|تاشير|فيز|زيار|سفر|سافر|رحل|طيار|طيران|تذكر|حجز|غادر|بلاغ|بلغت|تغيب|هروب|رجع| عاد|جدد|سدد|دفع"
    r"|مطار|حاول|الرد\b|passport|valid|iqama|residen|visa|visit|travel|fly|fli|depart|trip|ticket|report|huroob|return"
    r"|airport|c[ao]me back|renew|paid|tried|repl"
)
"""What a date may be said of: papers that last, journeys, reports, and acts of the past."""
_REPORTS = re.compile(r"بلاغ|\b[وف]?(?:هرب|تغيب)")
"""What has been wherever it is spoken of with a date."""
_AHEAD = re.compile(
    r"\b[هحبس]?[يت]نتهي|\b[هحبس]?[يتن]خلص|\bس?[انيت]?[سغ]افر\b|\bس?[انيت]غادر|سفري|سفرنا|سفره|رحلت|طيارتي|مسافر|قادم|باقي"
    r"|(?:عندي|لدي|عندنا|لدينا) (?:سفر|رحل)"
    r"|expires|expire |will|going to|flight is|i fly|we fly|i travel|travelling|my flight|our flight|i leave|ends\b"
    r"|\b[وف]?(?:[بحهس][انيت]|[ان])(?:رجع|عود)(?:وا?)?\b|مهل[هت]|اخر موعد|deadline|\bdue\b"
    r"|(?:is|are) expiring|(?:trip|flight|journey) is|departs"
)

_REQUIRED = re.compile(r"يجب|لازم|ينبغي|شترط|شرط|الحد الادني|حد ادني|مطلوب|must|should|minimum|require|needs? to be")

_LASTS_TO = re.compile(
    r"(?:مدد|جدد|تمديد|تجديد|extend|renew|prolong).* (?:الي|ل?غاي[هت]|حتي|لين|until|till|to|through) (?:يوم |تاريخ )?$"
)
"""What is made to last to a day lasts to one that comes, though the act has been."""

_SHORT = 3
"""Letters of a word that only leads on."""
WIDE, NEAR, CLOSE = (60, 30), (40, 20), (20, 20)
"""How many characters before and after a date its words may stand; close for «today», which people say of anything."""


class Clause(NamedTuple):
    """The clause of a date in a text: where the date stands, how far it reaches, where its near words begin and end."""

    text: str
    start: int
    end: int
    reach: tuple[int, int]
    lower: int
    upper: int
    names_what_it_is_of: bool
    """Whether its near words name what the date is said of."""

    def says_something(self) -> bool:
        """Whether a word beside the date may be what it is of."""
        beside = f"{self.text[self.lower : self.start]} {self.text[self.end : self.upper]}".split()
        return any(len(word) > _SHORT and word.isalpha() for word in beside)

    def words_around(self, *, clause_only: bool = False) -> str:
        """The near words of the clause when it names what the date is said of, else those of the whole sentence."""
        if clause_only or self.names_what_it_is_of:
            return self.text[self.lower : self.upper]
        return _between(_SENTENCE_END, self.text, self.start, self.end, self.reach)


def clause_around(text: str, start: int, end: int, reach: tuple[int, int]) -> Clause:
    """The clause of a date that stands in a text from one place to another."""
    lower, upper = _bounds(_CLAUSE_END, text, start, end, reach)
    return Clause(text, start, end, reach, lower, upper, _BEARER.search(text[lower:upper]) is not None)


def is_required(text: str, start: int) -> bool:
    """Whether the words before a length say that it is what is asked for, not what is there."""
    return _REQUIRED.search(_between(_SENTENCE_END, text, start, start, (WIDE[0], 0))) is not None


def said_to_lie_ahead(text: str, start: int, end: int) -> bool | None:
    """Whether the clause speaks of what is to come, or of what has been; None when it says both or neither."""
    lower, upper = _bounds(_CLAUSE_END, text, start, end, WIDE)
    while text[upper : upper + 1].isalpha():
        upper += 1
    if _LASTS_TO.search(text, lower, start):
        return True
    ahead = _AHEAD.search(text, lower, upper) is not None
    behind = _last_done(text, lower, lower, upper) > 0 or _REPORTS.search(text, lower, upper) is not None
    return ahead if ahead is not behind else None


def names_a_bearer(word: str) -> bool:
    """Whether a word is of what a date can be said of."""
    return _BEARER.search(word) is not None


def happened_before(text: str, start: int) -> bool:
    """Whether the words before a place in its clause say that something has happened, and nothing is to come of it."""
    lower, _ = _bounds(_CLAUSE_END, text, start, start, WIDE)
    near = max(lower, start - CLOSE[0])
    done = _last_done(text, lower, near, start)
    to_come = any(map(TO_COME.fullmatch, text[done:start].split())) if done else True
    return not to_come and done > max((found.end() for found in _AHEAD.finditer(text, near, start)), default=0)


def _last_done(text: str, clause: int, start: int, end: int) -> int:
    """The end of the last act between two places that has been done, as far as the words of its clause tell; else 0."""
    done = (found for found in DONE.finditer(text, start, end) if not OPEN.search(text, clause, found.start()))
    return max((found.end() for found in done), default=0)


def _between(boundary: re.Pattern[str], text: str, start: int, end: int, reach: tuple[int, int]) -> str:
    lower, upper = _bounds(boundary, text, start, end, reach)
    return text[lower:upper]


def _bounds(boundary: re.Pattern[str], text: str, start: int, end: int, reach: tuple[int, int]) -> tuple[int, int]:
    lower, upper = max(start - reach[0], 0), min(end + reach[1], len(text))
    for found in boundary.finditer(text, lower, upper):
        if found.end() <= start:
            lower = found.end()
        elif found.start() >= end:
            return lower, found.start()
    return lower, upper
