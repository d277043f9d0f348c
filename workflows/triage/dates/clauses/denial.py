"""What is said not to be, or is doubted: «لست مسافرا غدا», «my flight is not tomorrow», «no longer on Thursday».

A denial belongs to its clause, and there to the word it stands before: «لم تصدر التأشيرة سفري غدا» denies no journey.
"""

from enum import Enum
from functools import lru_cache

from workflows.triage.dates.clauses import called_off, void
from workflows.triage.dates.clauses.called_off import (
    NEAR,
    is_called_off,
    is_called_off_by_its_day,
    is_lost,
    is_moved_from,
    is_of_a_former_plan,
    was_once,
)
from workflows.triage.dates.clauses.content import content_of, has_a_clause_of_its_own
from workflows.triage.dates.clauses.extent import clause_end, clause_start, is_joined, is_journey
from workflows.triage.dates.clauses.negators import FUSED, NEGATOR, is_negator, may_deny
from workflows.triage.dates.clauses.others import is_of_another, may_be_another
from workflows.triage.dates.clauses.over import is_over, tells_of_coming
from workflows.triage.dates.clauses.supposed import SUPPOSING, is_a_name, is_supposed
from workflows.triage.dates.clauses.void import is_other_paper, is_void_behind
from workflows.triage.dates.language.denials import (
    ABLE,
    APART,
    CALLED_OFF,
    CALLING_OFF,
    CHANGED,
    EVER_SINCE,
    EXCEPTIONS,
    GONE,
    INSTEAD,
    LEAVING,
    LOST,
    NEGATORS,
    NO_LONGER,
    WITHOUT,
)
from workflows.triage.dates.language.particles import LEFT, VALID
from workflows.triage.dates.language.tokens import Tokens


class Stance(Enum):
    """What the words around a date make of it."""

    STANDS = "stands"
    DOUBTED = "doubted"
    DENIED = "denied"


NOW_DAYS = frozenset(["يوم", "ليله", "today", "tonight", "نهارده", "انهارده", "هاليوم"])
_OFF = CALLED_OFF | CALLING_OFF
_LENGTH_LEADS = LEFT | VALID
_EXCEPTING = EXCEPTIONS | INSTEAD | {"but", "than", "instead", "rather"}
_UNTIL = frozenset(["until", "till", "before", "قبل", "حتي"])
_SAYING = _EXCEPTING | APART | LEAVING | _OFF | LOST | GONE | CHANGED | WITHOUT
_DOUBTING_BEHIND = frozenset(("not", "لا"))
_TELLING = _SAYING | _DOUBTING_BEHIND | SUPPOSING | called_off.TELLING | void.TELLING
_ON = frozenset(["و", "او", "or", "nor", "and", "/", "-", "ولا", "لا", "يوم", "on", "في", "not", "&"])


def stance_of(words: Tokens, place: int, after: int, *, ahead: bool, is_today: bool = False) -> Stance:
    """Whether a date from one place to another stands; `ahead` when it lies ahead."""
    start, end = clause_start(words, place), clause_end(words, after)
    if _is_taken_back(words, place, after) or _is_ever_since(words, place):
        return Stance.STANDS
    if not words.any(_tells_something, min(start, place - NEAR), end):
        return Stance.DOUBTED if is_a_name(words, place, after) else Stance.STANDS
    if _is_of_no_journey_to_come(words, range(start, place), range(after, end), is_today=is_today):
        return Stance.DOUBTED
    if words.word(place) in _LENGTH_LEADS:
        start = max(start, place - 1)
    found = _before(words, start, place)
    told = ahead or (words.word(place) in NOW_DAYS and words.any(is_journey, start, place))
    if found is Stance.STANDS and told and was_once(words, start, place):
        return Stance.DOUBTED
    return _behind(words, range(start, place), range(after, end)) if found is Stance.STANDS else found


@lru_cache(8192)
def _tells_something(word: str) -> bool:
    """Whether a word may make something of a date: without any of these near it, it stands, or is a mere name."""
    return word in _TELLING or may_deny(word) or may_be_another(word) or tells_of_coming(word)


def _is_of_no_journey_to_come(words: Tokens, before: range, behind: range, *, is_today: bool) -> bool:
    """Whether the clause of a day tells of a journey that is over, called off, supposed, or of somebody else."""
    start, place, after = before.start, before.stop, behind.start
    return (
        is_of_a_former_plan(words, place)
        or is_called_off_by_its_day(words, start, place, after)
        or is_supposed(words, start, place)
        or is_a_name(words, place, after)
        or is_over(words, before, behind, is_today=is_today)
        or is_of_another(words, before, behind)
    )


def _is_ever_since(words: Tokens, place: int) -> bool:
    return words.word(place) in EVER_SINCE or words.word(place - 1) in EVER_SINCE or words.word(place - 2) in EVER_SINCE


def goes_on(words: Tokens, after: int, place: int) -> bool:
    """Whether a date goes on with another: «غدا أو بعد غد», «tomorrow nor on Friday»."""
    if not 0 <= place - after <= 3:
        return False
    between = [words.word(at) for at in range(after, place)]
    if all(word in (",", "،") for word in between) and words.at(place).is_number:
        return bool(between) and any(words.at(at).is_number for at in (after - 1, after - 2))
    return all(word in _ON for word in between) and (bool(between) or is_joined(words.at(place)))


def is_said_instead(words: Tokens, denied: int, after: int, place: int) -> bool:
    """Whether a day stands right behind one whose own negator denies it: «مو اليوم بكرة»."""
    return place == after and not is_joined(words.at(place)) and is_negator(words, denied - 1)


def _is_taken_back(words: Tokens, place: int, after: int) -> bool:
    """Whether the words of a length take its denial back: «لم يبق على سفري إلا يومان»."""
    return words.word(place) in LEFT and any(words.word(at) in EXCEPTIONS for at in range(place, after))


def _before(words: Tokens, start: int, place: int) -> Stance:
    """What the words of the clause before a date make of it: the nearest that says anything."""
    for at in reversed(words.those(_may_say_something, start, place)):
        if _takes_back(words, start, at):
            return Stance.STANDS
        found = _said_by(words, start, at, place)
        if found is not Stance.STANDS:
            return found
    return Stance.STANDS


@lru_cache(8192)
def _may_say_something(word: str) -> bool:
    """Whether a word before a date may make something of it."""
    return word in _SAYING or may_deny(word)


def _takes_back(words: Tokens, start: int, at: int) -> bool:
    """Whether an exception takes back the denial before it: «لا أسافر إلا غدا»."""
    end = at - (words.word(at) in ("عدا", "خلا") and words.word(at - 1) == "ما")
    return words.word(at) in _EXCEPTING and words.any(NEGATOR, start, end)


def _said_by(words: Tokens, start: int, at: int, place: int) -> Stance:
    """What one word before a date makes of it."""
    word, content = words.word(at), content_of(words, at + 1, place)
    if word in _EXCEPTING and all(is_journey(words.word(each)) for each in content):
        return Stance.DOUBTED
    apart = word in APART and words.word(at + 1) in ("عن", "from")
    if apart or (word in LEAVING and not content):
        return Stance.DOUBTED
    if word in _OFF and is_called_off(words, start, at, place):
        return Stance.DOUBTED
    if is_lost(words, at, place) or is_moved_from(words, start, at, place):
        return Stance.DOUBTED
    if word in WITHOUT and _is_head(words, at + 1, place):
        return Stance.DENIED
    return _denied(words, at, place) if is_negator(words, at) else Stance.STANDS


def _denied(words: Tokens, at: int, place: int) -> Stance:
    """What a negator makes of a date: by the word it denies, unless another clause begins between them."""
    content = content_of(words, at + 1, place)
    if FUSED.fullmatch(words.word(at)) and words.word(at) not in NEGATORS:
        content = [at, *content]
    if not content:
        return Stance.DOUBTED if words.any(_UNTIL, at, place) else Stance.DENIED
    if has_a_clause_of_its_own(words, content):
        return Stance.STANDS
    head = words.word(content[0])
    if any(part in head for part in ABLE):
        return Stance.DOUBTED if _is_no_longer(words, at) else Stance.STANDS
    return Stance.DENIED if is_journey(head) and not words.any(_UNTIL, at, place) else Stance.DOUBTED


def _is_no_longer(words: Tokens, at: int) -> bool:
    """Whether a negator ends what was so before: «ما عدت أقدر أسافر»."""
    return words.word(at + 1) in NO_LONGER


def _is_head(words: Tokens, at: int, place: int) -> bool:
    """Whether the first word there is of a journey."""
    content = content_of(words, at, place)
    return bool(content) and content[0] <= at + 1 and is_journey(words.word(content[0]))


def _behind(words: Tokens, before: range, behind: range) -> Stance:
    """What the words of the clause behind a date make of it: «غدا لن أسافر», «my flight tomorrow is cancelled»."""
    after, end = behind.start, behind.stop
    led = words.any(is_journey, before.start, before.stop)
    if is_void_behind(words, before, behind, led=led):
        return Stance.DOUBTED
    for at in words.those(_may_say_something_behind, after, end):
        word = words.word(at)
        of_it = led and not words.any(is_other_paper, after, at)
        if word in CALLED_OFF and (of_it or words.any(is_journey, after, end)):
            return Stance.DOUBTED
        if word in _DOUBTING_BEHIND and words.word(at - 1) in ("or", "ام", "او"):
            return Stance.DOUBTED
        if not led and is_negator(words, at) and _denies_what_is_behind(words, at, end):
            return Stance.DOUBTED
    return Stance.STANDS


@lru_cache(8192)
def _may_say_something_behind(word: str) -> bool:
    """Whether a word behind a date may make something of it."""
    return word in CALLED_OFF or word in _DOUBTING_BEHIND or may_deny(word)


def _denies_what_is_behind(words: Tokens, at: int, end: int) -> bool:
    content = content_of(words, at + 1, end) if not FUSED.fullmatch(words.word(at)) else [at]
    return bool(content) and is_journey(words.word(content[0]))
