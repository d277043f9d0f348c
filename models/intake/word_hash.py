"""Word hashes: keyed hashes of the words of a request, by which it is found without its text in the records.

A word is folded to one spelling (`models.text.normalized_text`); an Arabic one is also found without its article.
Numbers that may be somebody's are left out, and so are words between the parts of names, which nearly all have.
"""

import hmac
import re
from collections.abc import Iterable, Iterator

from models.intake.name_words import BETWEEN
from models.intake.request import Request
from models.text import normalized_text

MOST = 400
"""Words of one request that are kept: what stands first counts."""
_WORD = re.compile(r"[^\W_]+")
_NUMBER_OF_SOMEBODY = re.compile(r"\d{7,}|[a-z]\d{7,8}")
_ARTICLES = ("وال", "بال", "فال", "كال", "لل", "ال")
_SHORTEST, _SHORTEST_BARE = 2, 3
_BYTES = 8


def word_hash(index_key: str, word: str) -> int:
    """HMAC-SHA256 of a folded word, the first 64 bits as a signed number."""
    digest = hmac.digest(index_key.encode(), f"word|{word}".encode(), "sha256")
    return int.from_bytes(digest[:_BYTES], signed=True)


def hashes_of(index_key: str, request: Request) -> list[int]:
    """The hashes of the words of a request's subject, names and texts."""
    words = dict.fromkeys(form for text in _texts(request) for word in words_in(text) for form in (word, bare(word)))
    return sorted({word_hash(index_key, word) for word in list(words)[:MOST]})


def hashes_of_question(index_key: str, question: str) -> list[int]:
    """The hashes that a request must have which has all words of a question; empty where no word of it is kept."""
    return sorted({word_hash(index_key, bare(word)) for word in words_in(question)})


def words_in(text: str) -> Iterator[str]:
    """The folded words of a text that are kept, in their order."""
    for word in _WORD.findall(normalized_text(text)):
        kept = len(word) >= _SHORTEST and word not in BETWEEN
        if kept and not _NUMBER_OF_SOMEBODY.fullmatch(word):
            yield word


def bare(word: str) -> str:
    """An Arabic word without article, and what is joined before it; any other word as it is."""
    for article in _ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= _SHORTEST_BARE:
            return word.removeprefix(article)
    return word


def _texts(request: Request) -> Iterable[str]:
    """The names before the texts, of which the end may be left out."""
    people = (request.applicant, request.on_behalf_of)
    names = (name for person in people if person for name in (person.name_ar, person.name_en))
    said = (request.subject_ar, request.subject, request.text_ar, request.text_en, request.text)
    return (text for text in (*names, *said) if text)
