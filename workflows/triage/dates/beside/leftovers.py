"""Words of time beside a date that it was not read of: unless another noun explains them, nobody knows the day."""

from datetime import date

from workflows.triage.dates.around import STOPS
from workflows.triage.dates.beside.misspelt import is_like_a_word_of_time
from workflows.triage.dates.beside.said import SaidDate
from workflows.triage.dates.clauses.bounds import names_a_bearer
from workflows.triage.dates.clauses.extent import is_joined, is_journey
from workflows.triage.dates.clauses.negators import is_negator
from workflows.triage.dates.language.beside import LASTS, LESS_THAN, LINKS, MORE_THAN, OF_TIME, ORDERING, PREPOSITIONS
from workflows.triage.dates.language.names import MONTH_WORDS, WEEKDAYS
from workflows.triage.dates.language.numbers import ONES
from workflows.triage.dates.language.particles import NEXT, PARTS_OF_A_DAY, PAST, THIS, WHICH, WHICH_ONE
from workflows.triage.dates.language.tokens import Token, Tokens
from workflows.triage.dates.language.units import UNITS

_FARTHEST = 6
"""Words looked at on either side."""
_NEAREST = 2
"""Words on either side that may be misspelt."""
_ENDS = STOPS - {",", "،"}
_ARE = frozenset(("is", "are", "be", "was", "were", "will", "s"))
_BEFORE_WHICH = LINKS | {"that"}
_BEFORE_A_NOUN = frozenset(("the", "my", "our", "ال", "her", "his", "ما", "a", "an"))


def is_alone(words: Tokens, said: SaidDate, floor: int, ceiling: int, today: date) -> bool:
    """Whether no word of time beside a date, from one place to another, is left that it was not read of."""
    return _alone_before(words, said.place, floor) and _alone_behind(words, said, ceiling, today)


def _alone_before(words: Tokens, place: int, floor: int) -> bool:
    for at in range(place - 1, max(place - 1 - _FARTHEST, floor - 1), -1):
        token = words.at(at)
        if token.word in STOPS:
            return not _is_abbreviation(words, at, place)
        if _says_which(words, at, place):
            continue
        if token.word in OF_TIME or _is_next_to(words, at):
            return _is_of_a_noun_before(words, at)
        if token.word not in LINKS:
            return place - at > _NEAREST or not _may_be_of_time(words, at)
    return True


def _may_be_of_time(words: Tokens, at: int) -> bool:
    """Whether a word that nobody knows may be of time: by its letters, or by a word of time before it."""
    word, before = words.word(at), words.at(at - 1)
    if is_like_a_word_of_time(word):
        return True
    led = before.word in UNITS and before.word.isascii() and word.isascii()  # "the day aft tomorrow"
    return led and not is_journey(word) and not names_a_bearer(word)


def _says_which(words: Tokens, at: int, place: int) -> bool:
    """Whether a word right before a weekday or a date says which one it is: «next Friday»."""
    which = words.word(at) in THIS or (words.word(at) in WHICH_ONE and words.word(at).isascii())
    which = which and words.word(at - 1) not in UNITS  # "a day past Friday"
    twice = at == place - 2 and words.word(at) == words.word(at + 1)
    return (at == place - 1 or twice) and _is_named(words, place) and which


def _is_named(words: Tokens, place: int) -> bool:
    """Whether a date is a weekday or written out, and no day near today."""
    return words.word(place) in WEEKDAYS or words.word(place) in MONTH_WORDS or words.at(place).is_number


def _is_next_to(words: Tokens, at: int) -> bool:
    """«الذي يلي الجمعة», "over tomorrow", «العيد الخميس»: words that only there are of time."""
    word, before = words.word(at), words.word(at - 1)
    if word == "يلي":
        return before in WHICH
    return word == "عيد" or (word == "over" and before not in _ARE)


def _is_abbreviation(words: Tokens, at: int, place: int) -> bool:
    """«d.a. tomorrow»: a letter with its point right before a day."""
    letter = words.at(at - 1)
    return at == place - 1 and words.word(at) == "." and len(letter.word) == 1 and letter.word.isascii()


def _is_of_a_noun_before(words: Tokens, at: int) -> bool:
    """«الرحلة القادمة يوم الخميس»: an adjective behind its noun says nothing of the day."""
    token, noun = words.at(at), words.at(at - 1)
    return token.word in ORDERING and token.definite and _is_free(noun)


def _alone_behind(words: Tokens, said: SaidDate, ceiling: int, today: date) -> bool:
    after = said.found.after
    for at in range(after, min(after + _FARTHEST, ceiling)):
        token = words.at(at)
        if token.word in _ENDS or (at > after and is_joined(token)) or token.word in LASTS:
            return True
        if at == after and _is_named(words, said.place) and _agrees(token, said, today):
            continue
        if token.word in OF_TIME:
            return _is_of_a_noun_behind(words, at)
        if token.word == "ما" and words.word(at + 1) in PREPOSITIONS:  # «ما قبل الماضية»
            continue
        if is_negator(words, at):
            return words.word(after - 1) in NEXT or not _denies_which(words, at + 1)  # «الجاي مو هذا»
        if token.is_number:
            return not _is_added(words, at, after)
        if token.word not in LINKS:
            return not (at - after < _NEAREST and is_like_a_word_of_time(token.word))
    return True


def _agrees(token: Token, said: SaidDate, today: date) -> bool:
    """«10 يناير القادم»: what lies ahead may be called coming, and what has been past."""
    day = said.found.first
    return day is not None and ((token.word in NEXT and day > today) or (token.word in PAST and day < today))


def _is_of_a_noun_behind(words: Tokens, at: int) -> bool:
    """«الجمعة بعد الصلاة», "tomorrow before noon", "tomorrow second flight"."""
    if words.word(at) in MORE_THAN | LESS_THAN:
        return False
    noun = words.at(words.past(at + 1, _BEFORE_A_NOUN))
    if words.word(at) in PREPOSITIONS and (noun.word in PARTS_OF_A_DAY or noun.word == "ساعه" or noun.is_number):
        return True
    return _is_free(noun)


def _is_free(token: Token) -> bool:
    """Whether a word has nothing to do with time."""
    known = (
        token.word in OF_TIME
        or token.word in ONES
        or token.word in LINKS
        or token.word in WEEKDAYS
        or token.word in PARTS_OF_A_DAY
    )
    return token.word.isalpha() and not known


def _denies_which(words: Tokens, at: int) -> bool:
    """«الجمعة مب الجاية»: a negator of what says which day it is."""
    at = words.past(at, _BEFORE_WHICH)
    which = words.word(at) in ORDERING | THIS or words.at(at).prefix == "هال"
    return which and not _is_free(words.at(at + 1))


def _is_added(words: Tokens, at: int, after: int) -> bool:
    """«Friday -1», "Friday 2 days": a number that may be put to the day."""
    signed = at > after and words.word(at - 1) in ("-", "+", "–") and words.at(at).start == words.at(at - 1).end
    if words.word(at + 1) in OF_TIME:
        return not _is_free(words.at(at + 2))
    return signed and not words.word(at + 1).isalpha()
