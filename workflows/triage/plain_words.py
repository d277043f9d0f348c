"""Whether a text says nothing but that a service is wanted, or failed, and help is wanted: each word is of that kind.

What an unknown word says nobody knows: it may speak against the ground of a return, so a person reads it. A word that
denies, owns or counts is plain only before what makes it harmless: «ما اعرف», «عندي سفر», `three months`.
"""

import re
from collections.abc import Collection
from functools import lru_cache

from models.triage.affixes import Affixes
from models.triage.plain import KeptPlain, Plain, PlainPair, PlainWords
from workflows.triage.own_words import QUOTED
from workflows.triage.runs import run_end

_PICTURE = "[\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]"
_WORD = re.compile(rf"{QUOTED}|[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[/-]\d+)*|{_PICTURE}")
_DATE = re.compile(r"\d{1,4}[/-]\d{1,2}(?:[/-]\d{1,4})?")
_NUMBER = re.compile(r"0*[1-9]\d{0,2}")
"""A number that counts something; none, or more digits, may be an amount, a year or the number of a receipt."""
_BEFORE_NOT = re.compile(r"\b(?:do|does|did|is|are|was|were|am|could|would|will|have|has|had|can) (?=not\b)")
_MOST_OVER = 5
_MOST_KEPT = 1 << 15
"""Words of which is kept what they are: texts have mostly the same."""
_JOINED = ("", "و", "ف")
_TO_COME = ("ه", "ح", "س", "وه", "وح", "وس")
_BEFORE_NOUNS = (
    *("", "و", "ف", "ال", "وال", "ب", "بال", "ل", "لل", "ك", "وب", "ول", "ولل", "وبال", "فال", "ع", "عال", "هال"),
)
_AFTER_NOUNS = ("", "ي", "ه", "ها", "هم", "نا", "ك", "كم", "ا", "ين", "ون", "ات", "ان", "تي", "ته", "تها", "تهم", "تنا")
_AFTER_VERBS = ("", "ه", "ها", "هم", "ني", "نا", "لي", "لنا", "له", "لها", "لهم", "ش", "وش", "ليش")
_DENYING_LETTERS = ("م", "وم")
_DENYING = ("ما", "وما", "ماب", "وماب")
_PARTICLE = Affixes(_JOINED, ("",))
_VERB = Affixes((*_JOINED, "ب", "وب", "ل", "ول", *_TO_COME), _AFTER_VERBS)
_NOUN = Affixes(_BEFORE_NOUNS, _AFTER_NOUNS)
_JOINED_NOUN = Affixes(_BEFORE_NOUNS, ("",))
_SUBJECT = Affixes((*_JOINED, "ال", "وال", "فال", "هال"), _AFTER_NOUNS)
_ACT = Affixes((*_JOINED, "ب", "وب", *_TO_COME, *_DENYING, "ال", "وال"), (*_AFTER_VERBS, "ي", "ت", "وا", "ون", "ك"))
_ANY = Affixes((*_BEFORE_NOUNS, *_TO_COME), (*_AFTER_VERBS, *_AFTER_NOUNS))
_DENIED = Affixes(_DENYING, ("", "ش", "ني", "لي"))
_DENIED_AROUND = Affixes(_DENYING_LETTERS, ("ش", "ليش", "نيش", "هاش"))


def has_other_words(text: str, plain: Plain, known: frozenset[str] = frozenset()) -> bool:
    """Whether a normalised text has a word that is not plain, or a phrase or a pair that contests.

    `known` are further particles.
    """
    if plain.contest_lexicon.is_in(text):
        return True
    text = _BEFORE_NOT.sub("", text)
    if _contests(_WORD.findall(text), plain):
        return True
    words = _WORD.findall(plain.phrase_lexicon.without(text))
    kept = plain.kept
    place, last = 0, -1
    while place < len(words):
        after, opens = _after_pair(words, place, plain)
        if not after and place != last and not (_is_plain(words[place], kept) or _is_known(words[place], known, plain)):
            return True
        last = after - 1 if opens else -1
        place = max(place + 1, last if opens else after)
    return False


def names_a_matter(file_name: str, plain: Plain, of_kind: Collection[str] = ()) -> bool:
    """Whether a normalised file name has a word that names more than a picture or a file, and the kind that it is."""
    letters = (word for word in re.findall(r"[^\W\d_]+", file_name) if len(word) > 1 and word not in of_kind)
    return not all(_is_of(word, plain.file_words, _JOINED_NOUN) for word in letters)


def is_of(word: str, words: PlainWords) -> bool:
    """Whether a normalised word is one of these, in any form that nouns take."""
    return _is_of(word, words.particles, _PARTICLE) or _is_of(word, words.nouns, _NOUN)


def without_joined(word: str) -> tuple[str, ...]:
    """What a noun may be without what is joined before it."""
    return _JOINED_NOUN.without(word)


def _after_pair(words: list[str], place: int, plain: Plain) -> tuple[int, bool]:
    """The place after a pair that begins here, none: 0; and whether its last word may begin another one."""
    word = words[place]
    if word.startswith(_DENYING_LETTERS) and _is_joined_denial(word, plain):
        return place + 1, False
    for first in (_counts(word), word[1:] if word[0] in _JOINED else ""):
        for pair in plain.pairs_by_word.get(first, ()):
            if (end := _end(words, place, pair)) is not None:
                return end, pair.opens
    return 0, False


def _contests(words: list[str], plain: Plain) -> bool:
    """Whether a contesting pair begins at some place; most of their words are these alone, in no other form."""
    known = plain.kept
    begun = {word: pairs for word in set(words) if (pairs := _contesting(word, known))}
    places = (place for place, word in enumerate(words) if word in begun) if begun else ()
    return any(_reaches(words, place, pair) for place in places for pair in begun[words[place]])


@lru_cache(_MOST_KEPT)
def _contesting(word: str, kept: KeptPlain) -> tuple[PlainPair, ...]:
    by_word, by_form = kept.plain.contesting_by_word, kept.plain.contesting_by_form
    forms = (word,) if word.isascii() else _SUBJECT.without(word)
    pairs = [pair for first in (word, word[1:]) for pair in by_word.get(first, ())]
    return (*pairs, *(pair for form in forms for pair in by_form.get(form, ())))


def _reaches(words: list[str], place: int, pair: PlainPair) -> bool:
    end = run_end(words, place + 1, lambda at: _counts(words[at]) in pair.over, most=_MOST_OVER)
    if end == len(words) or not pair.not_behind.isdisjoint(words[max(0, place - 2) : place]):
        return False
    return words[end] in pair.then or (pair.any_form and _is_of(words[end], pair.then, _ACT))


def _end(words: list[str], place: int, pair: PlainPair) -> int | None:
    """The place behind the last word of `then`, with nothing but words `over` before it."""
    reach = run_end(words, place + 1, lambda at: _counts(words[at]) in pair.over, most=_MOST_OVER)
    ends = (at + 1 for at in range(min(reach, len(words) - 1), place, -1) if _is_then(words[at], pair))
    return next(ends, None)


def _is_then(word: str, pair: PlainPair) -> bool:
    return _counts(word) in pair.then or _is_of(word, pair.then, _ANY)


def _is_joined_denial(word: str, plain: Plain) -> bool:
    """«مايقبل», «ماقدرت» in one word."""
    denied = plain.denied
    if not denied.isdisjoint(_DENIED.without(word)):
        return True
    # «مرجعتش»: a short denial before the verb is one only with its other half behind it
    return word.endswith("ش") and not denied.isdisjoint(_DENIED_AROUND.without(word))


def _counts(word: str) -> str:
    if not word[0].isdecimal():
        return word
    return "#" if _NUMBER.fullmatch(word) else "#/#" if _DATE.fullmatch(word) else word


@lru_cache(_MOST_KEPT)
def _is_plain(word: str, kept: KeptPlain) -> bool:
    plain = kept.plain
    if word in plain.apart:
        return word in plain.particles or word in plain.verbs or word in plain.nouns
    if word == QUOTED or _is_of(word, plain.particles, _PARTICLE):
        return True
    return _is_of(word, plain.verbs, _VERB) or _is_of(word, plain.nouns, _NOUN)


def _is_known(word: str, known: frozenset[str], plain: Plain) -> bool:
    return word in known if word in plain.apart else _is_of(word, known, _PARTICLE)


def _is_of(word: str, known: frozenset[str], affixes: Affixes) -> bool:
    return word in known or (not word.isascii() and not known.isdisjoint(affixes.without(word)))
