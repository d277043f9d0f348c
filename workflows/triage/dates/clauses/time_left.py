"""Time that is left, and whether the sentence says of what: «باقي أسبوع على الدوام» does."""

from workflows.triage.dates.around import STOPS
from workflows.triage.dates.clauses.extent import is_joined
from workflows.triage.dates.language.denials import EXCEPTIONS
from workflows.triage.dates.language.numbers import SOME
from workflows.triage.dates.language.particles import (
    AND,
    FILLERS,
    LEFT,
    LESS_OR_MORE,
    OF_SOMETHING,
    REMAIN,
    STILL_THERE,
    TO_ME,
    TO_THEM,
    TO_US,
)
from workflows.triage.dates.language.tokens import Tokens
from workflows.triage.dates.language.units import UNITS
from workflows.triage.dates.language.vocabulary import AMOUNT_STARTS

_LEFT = LEFT | STILL_THERE | (REMAIN - {"away"})
_TO_GO = ("to", "go")
_MAY_BE_LEFT = _LEFT | {"to"}
_SAYS_NOTHING = FILLERS | EXCEPTIONS | TO_US | TO_ME | LESS_OR_MORE
_SAYS_NOTHING |= SOME | {"كم", "كام", "كذا", "كدا"}
_SAYS_NOTHING |= {"من", "than", "is", "are", "time", "go", ":", "-", "="}
_KNOWN = _SAYS_NOTHING | _LEFT
_WE = frozenset(("i", "we", "ve", "only", "just"))
_HAS = frozenset(("has", "have", "got"))
_BEFORE_A_NOUN = frozenset(("the", "my", "our", "his", "her", "their", "this", "that", "a", "an", "your"))
_ENGLISH_TO = frozenset(("to", "for"))
"""Before a noun they say what the time is of; before a verb («to get the visa») they do not."""


def is_left_of_nothing(words: Tokens, place: int, after: int) -> bool:
    """Whether the words from one place to another tell of time that is left, and nothing says of what."""
    may_be_left = words.those(_MAY_BE_LEFT, place, after)
    left = [at for at in may_be_left if words.word(at) in _LEFT or words.words(at, 2) == _TO_GO]
    if not left or _leads_to_a_noun(words, after) or _has_a_subject(words, place, left[0]):
        return False
    return all(_is_of_the_time(words, at) for at in range(left[0] + 1, after))


def _is_of_the_time(words: Tokens, at: int) -> bool:
    """Whether a word behind «باقي» names nothing that the time would be of."""
    token = words.at(at)
    if token.word in _KNOWN or token.word in AMOUNT_STARTS or token.is_number:
        return True
    return token.word in UNITS


def _leads_to_a_noun(words: Tokens, after: int) -> bool:
    """«… على الدوام», «باقي يوم العيد», "… of school", "… to the exam"."""
    token, noun = words.at(after), words.at(after + 1)
    if token.word in STOPS or is_joined(token) or token.word in AND:
        return False
    if token.word in _ENGLISH_TO:
        return noun.word in _BEFORE_A_NOUN
    if token.word in OF_SOMETHING:
        return noun.word.isalpha()
    construct = words.at(after - 1).word in UNITS and not words.at(after - 1).definite
    return construct and token.has_article and not token.word.startswith("الل")


def _has_a_subject(words: Tokens, place: int, left: int) -> bool:
    """«المدرسة باقي عليها أسبوع», "the warranty has a week left": what the time is left of stands before it."""
    before = words.at(place - 1)
    if words.word(left + 1) in TO_THEM:
        return before.word.isalpha() and before.word not in AND
    had = words.word(place - 1) in _HAS
    return had and words.word(place - 2).isalpha() and words.word(place - 2) not in _WE
