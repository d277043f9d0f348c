"""What the classifier looks at: runs of two to five letters within the words of a request."""

import re
from collections import Counter

from models.intake.request import Request
from models.text import normalized_text

SHORTEST, LONGEST = 2, 5
_DIGITS = re.compile(r"\d+")


def text_of(request: Request) -> str:
    """The words of a request, folded to one spelling; numbers are all alike, so that a model holds nobody's.

    Names and numbers of persons have fields of their own, which are not looked at.
    """
    attempt = request.prior_attempt
    said = (attempt.message_ar, attempt.message_en, attempt.error_code) if attempt else ()
    parts = (request.subject_ar, request.subject, request.text_ar, request.text_en, request.text, *said)
    return _DIGITS.sub("0", normalized_text(" . ".join(part for part in parts if part)))


def ngrams(text: str) -> Counter[str]:
    """How often each n-gram is in a text. A blank stands for the edge of a word."""
    words = Counter(f" {word} " for word in text.split())
    found: Counter[str] = Counter()
    for word, times in words.items():
        for length in range(SHORTEST, LONGEST + 1):
            for at in range(len(word) - length + 1):
                found[word[at : at + length]] += times
    return found
