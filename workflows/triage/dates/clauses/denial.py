"""What is said not to be, or is doubted: «لست مسافرا غدا», «my flight is not tomorrow», «no longer on Thursday».

A denial belongs to its clause, and there to the word it stands before: «لم تصدر التأشيرة سفري غدا» denies no journey.
"""

import re
from enum import Enum

from workflows.triage.dates.clauses.extent import (
    begins_a_clause,
    clause_end,
    clause_start,
    is_joined,
    is_journey,
)
from workflows.triage.dates.language.denials import (
    ABLE,
    AUXILIARIES,
    CALLED_OFF,
    CALLING_OFF,
    CAN,
    CANNOT,
    COMPLAINTS,
    DOUBTFUL,
    EVER_SINCE,
    EXCEPTIONS,
    IF,
    INSTEAD,
    LEAVING,
    LIKE_WHAT,
    NEGATORS,
    NO_DENIAL_BEHIND,
    ONCE,
    PARTICIPLES,
    STILL,
    WITHOUT,
)
from workflows.triage.dates.language.particles import LEFT, VALID
from workflows.triage.dates.language.tokens import Tokens


class Stance(Enum):
    """What the words around a date make of it."""

    STANDS = "stands"
    DOUBTED = "doubted"
    DENIED = "denied"


_LEADS = frozenset(
    [
        *("يوم", "نهار", "في", "بعد", "خلال", "تاريخ", "بتاريخ", "ليله", "صباح", "مساء", "علي", "من", "ب", "ل"),
        *("اللي", "التي", "on", "in", "at", "for", "the", "by", "this", "next", "coming", "within", "to"),
        *("until", "till", "before"),
    ]
)
_NO_NEW_CLAUSE = frozenset(["ان", "if", "that", "whether", "اذا", "when"])
"""Behind them a journey belongs to what is said before."""
_EXCEPTING = EXCEPTIONS | INSTEAD | {"but", "than", "instead", "rather"}
_UNTIL = frozenset(["until", "till", "before", "قبل", "حتي"])
_FUSED = re.compile(r"ما\w{2,}ش|م?ا?\w*(?:سافر|رحل|غادر|روح|طير)\w*ش|ما\w{0,3}(?:سافر|غادر)\w*")
"""Negators and their verb in one word: «ماسافرتش», «مبسافرش», «مانسافر»."""
_ON = frozenset(["و", "او", "or", "nor", "and", "/", "-", "ولا", "لا", "يوم", "on", "في", "not"])


_WHAT_WAS_HAD = ("a", "an", "my", "our", "to", "the", "been", "planned", "booked")
_OTHER_PAPERS = re.compile(r"تاشير|فيز|اقام|بلاغ|طلب|جواز|هوي|visa|iqama|report|request|passport|permit")


def stance_of(words: Tokens, place: int, after: int, *, ahead: bool) -> Stance:
    """Whether a date from one place to another stands; `ahead` when it lies ahead."""
    start = clause_start(words, place)
    if _is_taken_back(words, place, after) or {words.word(at) for at in range(place - 2, place + 1)} & EVER_SINCE:
        return Stance.STANDS
    if words.word(place) in LEFT | VALID:
        start = max(start, place - 1)
    found = _before(words, start, place)
    if found is Stance.STANDS and ahead and _was_once(words, start, place):
        return Stance.DOUBTED
    return _behind(words, start, place, after) if found is Stance.STANDS else found


def goes_on(words: Tokens, after: int, place: int) -> bool:
    """Whether a date goes on with another: «غدا أو بعد غد», «tomorrow nor on Friday»."""
    if not 0 <= place - after <= 3:
        return False
    between = [words.word(at) for at in range(after, place)]
    return all(word in _ON for word in between) and (bool(between) or is_joined(words.at(place)))


def _is_taken_back(words: Tokens, place: int, after: int) -> bool:
    """Whether the words of a length take its denial back: «لم يبق على سفري إلا يومان»."""
    return words.word(place) in LEFT and any(words.word(at) in EXCEPTIONS for at in range(place, after))


def _before(words: Tokens, start: int, place: int) -> Stance:
    """What the words of the clause before a date make of it: the nearest that says anything."""
    for at in range(place - 1, start - 1, -1):
        if _takes_back(words, start, at):
            return Stance.STANDS
        found = _said_by(words, start, at, place)
        if found is not Stance.STANDS:
            return found
    return Stance.STANDS


def _takes_back(words: Tokens, start: int, at: int) -> bool:
    """Whether an exception takes back the denial before it: «لا أسافر إلا غدا»."""
    end = at - (words.word(at) in ("عدا", "خلا") and words.word(at - 1) == "ما")
    return words.word(at) in _EXCEPTING and any(_is_negator(words, each) for each in range(start, end))


def _said_by(words: Tokens, start: int, at: int, place: int) -> Stance:
    """What one word before a date makes of it."""
    word, content = words.word(at), _content(words, at + 1, place)
    if word in _EXCEPTING and all(is_journey(words.word(each)) for each in content):
        return Stance.DOUBTED
    if word in LEAVING and not content:
        return Stance.DOUBTED
    if word in CALLED_OFF | CALLING_OFF and _is_called_off(words, start, at, place):
        return Stance.DOUBTED
    if word in WITHOUT and _is_head(words, at + 1, place):
        return Stance.DENIED
    return _denied(words, at, place) if _is_negator(words, at) else Stance.STANDS


def _is_negator(words: Tokens, at: int) -> bool:
    word, before, following = words.word(at), words.word(at - 1), words.at(at + 1)
    if _FUSED.fullmatch(word):
        return True
    if word == "مني":
        return following.word.startswith(PARTICIPLES)
    bare = word if word in NEGATORS else word.removeprefix("و").removeprefix("ف")
    if bare not in NEGATORS or _is_able(words, at):
        return False
    if following.word in STILL or (before in NO_DENIAL_BEHIND and bare in ("ما", "لا")):
        return False
    asks = bare in LIKE_WHAT and words.at(_past_pronoun(words, at + 1)).has_article
    return not asks


def _past_pronoun(words: Tokens, at: int) -> int:
    return at + (words.word(at) in ("هو", "هي"))


def _is_able(words: Tokens, at: int) -> bool:
    """«can't», «could not», «cannot»."""
    return bool({words.word(at - 1), words.word(at - 2)} & CAN) or words.word(at) in CANNOT


def _content(words: Tokens, start: int, place: int) -> list[int]:
    """The places of the words between a negator and a date that say what is denied."""
    while place > start and words.word(place - 1) in _LEADS:
        place -= 1
    return [at for at in range(start, place) if words.word(at) not in AUXILIARIES]


def _denied(words: Tokens, at: int, place: int) -> Stance:
    """What a negator makes of a date: by the word it denies, unless another clause begins between them."""
    content = _content(words, at + 1, place)
    if _FUSED.fullmatch(words.word(at)) and words.word(at) not in NEGATORS:
        content = [at, *content]
    if not content:
        waits = any(words.word(each) in _UNTIL for each in range(at, place))
        return Stance.DOUBTED if waits else Stance.DENIED
    if _has_a_clause_of_its_own(words, content):
        return Stance.STANDS
    head = words.word(content[0])
    if any(part in head for part in ABLE):
        return Stance.STANDS
    return Stance.DENIED if is_journey(head) and not _is_until(words, at, place) else Stance.DOUBTED


def _is_until(words: Tokens, at: int, place: int) -> bool:
    return any(words.word(each) in _UNTIL for each in range(at, place))


def _has_a_clause_of_its_own(words: Tokens, content: list[int]) -> bool:
    """Whether a journey of somebody's begins another clause behind what is denied: «لم تصدر التأشيرة سفري غدا»."""
    complains = any(part in words.word(at) for at in content[:1] for part in COMPLAINTS)
    for order, at in enumerate(content):
        before = words.word(at - 1)
        told = complains or words.word(at + 1) in ("is", "are")
        if order < 2 - told or not begins_a_clause(words, at):
            continue
        subject = words.word(at - 2) if before in AUXILIARIES and before.isascii() else before
        if not any(part in subject for part in DOUBTFUL) and subject not in _NO_NEW_CLAUSE:
            return True
    return False


def _is_head(words: Tokens, at: int, place: int) -> bool:
    """Whether the first word there is of a journey."""
    content = _content(words, at, place)
    return bool(content) and content[0] <= at + 1 and is_journey(words.word(content[0]))


def _is_called_off(words: Tokens, start: int, at: int, place: int) -> bool:
    """«ألغيت رحلتي غدا»; what is put off to a day is on that day."""
    token, before = words.at(place), words.word(place - 1)
    if before in ("الي", "to", "until", "till", "حتي", "ل") or token.prefix.startswith("ل"):
        return False
    if any(is_journey(words.word(each)) for each in _content(words, at + 1, place)[:2]):
        return True
    return words.word(at) in CALLED_OFF and any(is_journey(words.word(each)) for each in range(start, at))


def _was_once(words: Tokens, start: int, place: int) -> bool:
    """Whether a day to come is only where something was to be: «كانت رحلتي يوم الأحد», «I was to fly tomorrow»."""
    for at in range(place - 1, start - 1, -1):
        had = (words.word(at) == "had" and words.word(at + 1) in _WHAT_WAS_HAD) or words.word(at) == "would"
        had = had and (words.word(at) == "had" or words.word(at + 1) == "have")
        if not (had or words.word(at) in ONCE) or words.word(at - 1) in IF:
            continue
        content = _content(words, at + 1, place)
        is_now = any(words.word(each) in ("is", "are", "am", "expires") for each in range(at + 1, place))
        return not (is_now or _has_a_clause_of_its_own(words, content))
    return False


def _behind(words: Tokens, start: int, place: int, after: int) -> Stance:
    """What the words of the clause behind a date make of it: «غدا لن أسافر», «my flight tomorrow is cancelled»."""
    end = clause_end(words, after)
    led = any(is_journey(words.word(at)) for at in range(start, place))
    for at in range(after, end):
        word = words.word(at)
        of_it = led and not any(_OTHER_PAPERS.search(words.word(each)) for each in range(after, at))
        if word in CALLED_OFF and (of_it or any(is_journey(words.word(each)) for each in range(after, end))):
            return Stance.DOUBTED
        if word in ("not", "لا") and words.word(at - 1) in ("or", "ام", "او"):
            return Stance.DOUBTED
        if not led and _is_negator(words, at) and _denies_what_is_behind(words, at, end):
            return Stance.DOUBTED
    return Stance.STANDS


def _denies_what_is_behind(words: Tokens, at: int, end: int) -> bool:
    content = _content(words, at + 1, end) if not _FUSED.fullmatch(words.word(at)) else [at]
    return bool(content) and is_journey(words.word(content[0]))
