"""The words a date stands with: those of its clause when they name what the date is said of, else of the sentence."""

import re

_LEFT = r"باقي|متبقي|فاضل|يتبقي|تبقي|بقي"
_SENTENCE_END = re.compile(r"[.!?؟؛;](?: |$)")
_CLAUSE_END = re.compile(
    r"[.!?؟؛;،,](?: |$)| (?=و\S)| (?=(?:لكن|لان|بس|علما|حيث|and|but|because|while|so|though)\b)"
    rf"| (?<!جواز )(?=\S+ (?:{_LEFT}|\w?\w?نتهي|منتهي\w?|expires?|has|is valid)\b)| (?=(?:{_LEFT}) (?:علي|في) )"
)
_BEARER = re.compile(
    r"جواز|صلاحي|اقام|هوي|تاشير|فيز|زيار|سفر|سافر|رحل|طيار|طيران|تذكر|حجز|غادر|بلاغ|بلغت|تغيب|هروب|رجع| عاد|جدد|سدد|دفع"
    r"|مطار|حاول|الرد\b|passport|valid|iqama|residen|visa|visit|travel|fly|fli|depart|trip|ticket|report|huroob|return"
    r"|airport|c[ao]me back|renew|paid|tried|repl"
)
"""What a date may be said of: papers that last, journeys, reports, and acts of the past."""
_BEHIND = re.compile(
    r"حاولت|سافرت|رجع|\bعاد|\bكان\b|\bكانت\b|كنت|رفعت|سجلت|بلغت|سويت|قدمت|انته[يت]|\b[وف]?خلص|\b[وف]?وصل|اصدرت|صدر|سددت|دفعت|جدد|بلاغ|هرب|تغيب"
    r"|tried|\bwas\b|\bwere\b|filed|reported|returned|expired|ended|arrived|issued|paid|renewed|came|ran away"
)
_AHEAD = re.compile(
    r"\b[هحبس]?[يت]نتهي|\b[هحبس]?[يتن]خلص|\bس?[انيت]?[سغ]افر\b|\bس?[انيت]غادر|سفري|سفرنا|سفره|رحلت|طيارتي|مسافر|قادم|باقي"
    r"|(?:عندي|لدي|عندنا|لدينا) (?:سفر|رحل)"
    r"|expires|expire |will|going to|flight is|i fly|we fly|i travel|travelling|my flight|our flight|i leave|ends\b"
    r"|(?:is|are) expiring|(?:trip|flight|journey) is|departs"
)

_REQUIRED = re.compile(r"يجب|لازم|ينبغي|شترط|شرط|الحد الادني|حد ادني|مطلوب|must|should|minimum|require|needs? to be")

WIDE, NEAR, CLOSE = (60, 30), (40, 20), (20, 20)
"""How many characters before and after a date its words may stand; close for «today», which people say of anything."""


def words_around(text: str, start: int, end: int, reach: tuple[int, int]) -> str:
    """The near words of the clause when it names what the date is said of, else those of the whole sentence."""
    clause = _between(_CLAUSE_END, text, start, end, reach)
    return clause if _BEARER.search(clause) else _between(_SENTENCE_END, text, start, end, reach)


def is_required(text: str, start: int) -> bool:
    """Whether the words before a length say that it is what is asked for, not what is there."""
    return _REQUIRED.search(_between(_SENTENCE_END, text, start, start, (WIDE[0], 0))) is not None


def said_to_lie_ahead(text: str, start: int, end: int) -> bool | None:
    """Whether the clause speaks of what is to come, or of what has been; None when it says both or neither."""
    clause = _between(_CLAUSE_END, text, start, end, WIDE)
    ahead, behind = _AHEAD.search(clause) is not None, _BEHIND.search(clause) is not None
    return ahead if ahead is not behind else None


def names_a_bearer(word: str) -> bool:
    """Whether a word is of what a date can be said of."""
    return _BEARER.search(word) is not None


def happened_before(text: str, start: int) -> bool:
    """Whether the words before a place in its clause say that something has happened."""
    before = _between(_CLAUSE_END, text, start, start, (CLOSE[0], 0))
    return _last_end(_BEHIND, before) > _last_end(_AHEAD, before)


def _last_end(pattern: re.Pattern[str], text: str) -> int:
    return max((found.end() for found in pattern.finditer(text)), default=0)


def _between(boundary: re.Pattern[str], text: str, start: int, end: int, reach: tuple[int, int]) -> str:
    lower, upper = max(start - reach[0], 0), min(end + reach[1], len(text))
    for found in boundary.finditer(text, lower, upper):
        if found.end() <= start:
            lower = found.end()
        elif found.start() >= end:
            return text[lower : found.start()]
    return text[lower:upper]
