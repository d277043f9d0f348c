"""Repeats: whether a new request is known to be about the same as an open one of the same applicant and service.

It is known of two requests for one person by number, unless a field of the one contradicts the other; and where neither
names a person, of a request that says nothing beyond the open one. Who is concerned where nobody is named is not known:
people write of their wife or their driver, and leave the field empty.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache

from models.intake.attachment import Attachment
from models.intake.request import PriorAttempt, Request
from models.intake.sameness import is_same_person
from models.text import normalized_text

Content = Mapping[str, str]
"""What a request says, part by part."""

FREE_TEXT = ("subject", "text")
"""The beginnings of parts that people write as they like."""
_SAYS_WHAT_IT_IS_ABOUT = ("text_ar", "text_en", "text", "prior_attempt.error_code")
_OF_THE_WRITER = (*FREE_TEXT, "prior_attempt.message", "prior_attempt.evidence", "attachments", "as_written")
"""The beginnings of parts that differ each time the same is written anew, and so contradict nothing."""
_CLAUSE = re.compile(r"(?P<words>.+?)(?P<end>[.!?؟؛;،,\n]+(?:\s+|$)|$)", re.DOTALL)
_BLANKS_BETWEEN_DIGITS = re.compile(r"(?<=\d)\s+(?=\d)")
_SIGN_OF_A_NUMBER = re.compile(r"(?<=\d)[^\w\s](?=\d)|[+\-\u2212](?=\d)")
_TOLD_APART = {"ى": "\ue000", "آ": "\ue001"}
"""Letters that are folded with others elsewhere, and tell names apart, with signs that stand for them meanwhile."""


def compared(request: Request, others: Mapping[str, Request | None]) -> dict[str, bool | None]:
    """For each open request, by the reference of its case, whether a new one repeats it; None: nobody knows."""
    said = content(request)
    return {reference: _repeats(request, said, other) for reference, other in others.items()}


def _repeats(request: Request, said: Content, other: Request | None) -> bool | None:
    if other is None:
        return None
    if request.on_behalf_of is None and other.on_behalf_of is None:
        return _says_nothing_new(said, content(other)) or None
    if request.on_behalf_of is None or other.on_behalf_of is None:
        return None
    same = is_same_person(request.on_behalf_of, other.on_behalf_of, request.applicant)
    return None if same and _contradict(said, content(other)) else same


def _says_nothing_new(said: Content, before: Content) -> bool:
    is_about_the_same = said.keys() == before.keys() or any(part in said for part in _SAYS_WHAT_IT_IS_ABOUT)
    return is_about_the_same and said.keys() <= before.keys() and all(agree(said, before, part) for part in said)


def _contradict(said: Content, before: Content) -> bool:
    facts = (part for part in said if part in before and not part.startswith(_OF_THE_WRITER))
    return any(not agree(said, before, part) for part in facts)


def agree(said: Content, before: Content, part: str) -> bool:
    """Whether two requests say the same in one part, in whatever spelling.

    In free text a question says nothing, and a word set apart is another: «لا، أريد الإلغاء», «لا أريد الإلغاء».
    """
    if said[part] == before[part]:
        return True
    same = folded(said[part]) == folded(before[part])
    return same and (not part.startswith(FREE_TEXT) or _set_apart(said[part]) == _set_apart(before[part]))


def _set_apart(text: str) -> list[tuple[str, bool]]:
    """The questions of a text, and the words that are clauses for themselves."""
    return [(folded(words), is_asked) for words, is_asked in clauses(text) if is_asked or " " not in words]


def clauses(text: str) -> Iterator[tuple[str, bool]]:
    """The clauses of a text, and whether each is a question."""
    for match in _CLAUSE.finditer(text):
        if folded(match["words"]):
            yield match["words"].strip(), not {"?", "؟"}.isdisjoint(match["end"])


def content(request: Request) -> Content:
    """What a request says besides who asks, for whom, and when: only what is filled in, and free text last."""
    return {name: str(value) for name, value in _parts(request) if value not in (None, "")}


def _parts(request: Request) -> Iterator[tuple[str, object]]:
    for name in ("section", "seed_kind", "campaign"):
        yield name, getattr(request, name)
    yield from ((f"context.{name}", value) for name, value in request.context.items())
    yield from ((f"as_written.{name}", value) for name, value in request.as_written.items())
    yield from ((f"attachments.{name}", count) for name, count in Counter(map(_document, request.attachments)).items())
    if request.prior_attempt:
        yield from _parts_of_try(request.prior_attempt)
    for name in ("subject_ar", "subject", "text_ar", "text_en", "text"):
        yield name, getattr(request, name)


def _document(attachment: Attachment) -> tuple[str, str, int | None]:
    """A document by all that is known of it: of two with other names nobody knows whether they are one."""
    return attachment.kind, attachment.file_name, attachment.size_bytes


def _parts_of_try(attempt: PriorAttempt) -> Iterator[tuple[str, object]]:
    for name in ("outcome", "platform", "message_ar", "message_en", "error_code", "reference"):
        yield f"prior_attempt.{name}", getattr(attempt, name)
    if attempt.evidence != PriorAttempt.model_fields["evidence"].default:
        yield "prior_attempt.evidence", attempt.evidence


@lru_cache(256)
def folded(text: str) -> str:
    """A text in one spelling: without blanks and punctuation, but for the signs of numbers; letters of names stay."""
    for letter, sign in _TOLD_APART.items():
        text = text.replace(letter, sign)
    folded = _BLANKS_BETWEEN_DIGITS.sub("|", normalized_text(text))
    numbered = {match.start() for match in _SIGN_OF_A_NUMBER.finditer(folded)}
    return "".join(sign for place, sign in enumerate(folded) if place in numbered or not _is_between(sign))


def _is_between(sign: str) -> bool:
    """Whether it only stands between words; symbols and pictures say something."""
    return unicodedata.category(sign)[0] in "PZ"
