"""Verbs of the past by their form: behind them a weekday may be the one gone by."""

import re
from functools import lru_cache

from workflows.triage.dates.around import STOPS
from workflows.triage.dates.clauses.extent import begins_a_clause, clause_start, is_journey, may_begin_a_clause
from workflows.triage.dates.language.beside import CORRECTIONS
from workflows.triage.dates.language.tokens import Tokens
from workflows.triage.dates.language.verbs import HOME, MARKED, MAY_BE_DONE, TO_COME

_PAST_FORM = re.compile(
    r"[\u0621-\u064a]{1,}[^\u0627\u0621]ت(?:كم)?|[\u0621-\u064a]{3,}(?:ناه?ا?|وا|توا?|ون[يا])|[a-z]{3,}ed"
)
_IRREGULAR = frozenset(
    [
        *("went", "came", "got", "sent", "paid", "bought", "told", "said", "called", "took", "gave", "saw", "left"),
        *(
            "tried",
            "wrote",
            "spoke",
            "met",
            "made",
            "did",
            "had",
            "was",
            "were",
            "been",
            "lost",
            "began",
            "found",
            "flew",
            "drove",
            "ran",
            "fled",
            "kept",
            "chose",
            "heard",
            "stood",
        ),
        *("راح", "رحت", "جا", "جيت", "طلع", "رفض", "قال", "كان", "صار", "وصل", "صدر", "قدم", "سافر", "غادر", "هرب"),
    ]
)
_NOT_VERBS = frozenset(
    [
        *(
            "وقت",
            "بيت",
            "بنت",
            "اخت",
            "تحت",
            "صوت",
            "موت",
            "انترنت",
            "كويت",
            "سبت",
            "زيت",
            "ست",
            "ليست",
            "لست",
            "بيروت",
        ),
        *(
            "رحلتنا",
            "سفرنا",
            "طيارتنا",
            "موعدنا",
            "عندنا",
            "لدينا",
            "معنا",
            "احنا",
            "انا",
            "لنا",
            "علينا",
            "هنا",
            "عايلتنا",
        ),
        *(
            "need",
            "speed",
            "feed",
            "indeed",
            "red",
            "united",
            "limited",
            "exceed",
            "bed",
            "expected",
            "scheduled",
            "booked",
        ),
        *("planned", "confirmed", "delayed"),
    ]
)


_OWN_NOUN = re.compile("(?:رجع|عود|سفر|رحل|روح|زيار|طيار|تذكر|تاشير|اقام|هوي|معامل|مهل|اجاز)تنا")
"""Nouns with their owners, which end as verbs of the past do."""
_BE = frozenset(("be", "being"))
_DETERMINERS = frozenset(("my", "our", "his", "her", "their", "your", "the", "a", "an"))
_WILL = frozenset(("راح", "رح"))
_MINE_TO_COME = re.compile(f"(?=[ان]){TO_COME.pattern}")
"""Behind «راح»: «راح يجدد» is in Egypt «he went to renew»."""
_OUT_OF = frozenset(("من", "بعد", "عقب", "from", "after"))


def may_have_happened(words: Tokens, place: int) -> bool:
    """Whether the clause before a day tells what somebody did, and of nobody's journey to come behind that."""
    for at in reversed(words.those(_may_tell, clause_start(words, place), place)):
        if _begins_what_comes(words, at):
            return False
        if words.word(at) not in CORRECTIONS and _tells_of_the_past(words, at):
            return True
    return False


@lru_cache(8192)
def _may_tell(word: str) -> bool:
    """Whether a word may tell of the past, or begin what is to come."""
    return _may_be_past(word) or _may_be_past(word.removeprefix("و")) or _may_come(word)


@lru_cache(8192)
def _may_come(word: str) -> bool:
    bare = word.removeprefix("و").removeprefix("ف")
    return may_begin_a_clause(word) or word.removeprefix("و") in _WILL or TO_COME.fullmatch(bare) is not None


def _begins_what_comes(words: Tokens, at: int) -> bool:
    """Whether a clause about a journey, or of what will be, begins there: «سفري …», «وسيصدر …»; not «من سفري»."""
    word = words.word(at)
    if begins_a_clause(words, at):
        return not {words.word(at - 1), words.word(at - 2) if word.isascii() else ""} & _OUT_OF
    if word.removeprefix("و") in _WILL and _MINE_TO_COME.fullmatch(words.word(at + 1)):
        return True
    bare = word.removeprefix("و").removeprefix("ف")
    return MARKED.fullmatch(bare) is not None or (bare != word and TO_COME.fullmatch(bare) is not None)


def _tells_of_the_past(words: Tokens, at: int) -> bool:
    word = words.word(at)
    if (word.isascii() and _is_no_act(words, at)) or _is_no_verb(words, at):
        return False
    return any(_may_be_past(each) for each in (word, word.removeprefix("و")))


def _is_no_verb(words: Tokens, at: int) -> bool:
    """«راجع بلدي», «حجز الطيران»: who is on the way home, and a booking, where no subject stands before it."""
    word, following = words.word(at), words.at(at + 1)
    if word == "راجع":
        return HOME.fullmatch(following.prefix + following.word) is not None
    begins = words.word(at - 1) in STOPS or not words.word(at - 1)
    return word == "حجز" and begins and following.has_article and is_journey(following.word)


def _is_no_act(words: Tokens, at: int) -> bool:
    """Whether a participle is of what is to be done, or says which: "must be renewed", "my intended travel"."""
    before = words.word(at - 2) if words.word(at - 1).endswith("ly") else words.word(at - 1)
    return before in _BE or (before in _DETERMINERS and words.word(at).endswith("ed"))


@lru_cache(8192)
def _may_be_past(word: str) -> bool:
    if word in _NOT_VERBS or _OWN_NOUN.fullmatch(word):
        return False
    return word in _IRREGULAR or bool(_PAST_FORM.fullmatch(word) or MAY_BE_DONE.fullmatch(word))
