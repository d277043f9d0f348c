"""Verbs of the past by their form: behind them a weekday may be the one gone by."""

import re

from workflows.triage.dates.clauses.extent import begins_a_clause, clause_start
from workflows.triage.dates.language.beside import CORRECTIONS
from workflows.triage.dates.language.tokens import Tokens

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


def may_have_happened(words: Tokens, place: int) -> bool:
    """Whether the clause before a day tells what somebody did, and of nobody's journey to come behind that."""
    for at in range(place - 1, clause_start(words, place) - 1, -1):
        if begins_a_clause(words, at):
            return False
        if words.word(at) not in CORRECTIONS and any(
            _tells_of_the_past(word) for word in (words.word(at), words.word(at).removeprefix("و"))
        ):
            return True
    return False


def _tells_of_the_past(word: str) -> bool:
    return word in _IRREGULAR or (_PAST_FORM.fullmatch(word) is not None and word not in _NOT_VERBS)
