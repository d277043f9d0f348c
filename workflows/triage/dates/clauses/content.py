"""What a word before a date says of it: the words between them, and whether a clause of its own begins there."""

from workflows.triage.dates.clauses.extent import begins_a_clause
from workflows.triage.dates.language.denials import AUXILIARIES, COMPLAINTS, DOUBTFUL
from workflows.triage.dates.language.tokens import Tokens

_LEADS = frozenset(
    [
        *("يوم", "نهار", "في", "بعد", "خلال", "تاريخ", "بتاريخ", "ليله", "صباح", "مساء", "علي", "من", "ب", "ل"),
        *("اللي", "التي", "on", "in", "at", "for", "the", "by", "this", "next", "coming", "within", "to"),
        *("until", "till", "before"),
    ]
)
_NO_NEW_CLAUSE = frozenset(["ان", "if", "that", "whether", "اذا", "when"])
"""Behind them a journey belongs to what is said before."""


def content_of(words: Tokens, start: int, place: int) -> list[int]:
    """The places of the words between a negator and a date that say what is denied."""
    while place > start and words.word(place - 1) in _LEADS:
        place -= 1
    return [at for at in range(start, place) if words.word(at) not in AUXILIARIES]


def has_a_clause_of_its_own(words: Tokens, content: list[int]) -> bool:
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
