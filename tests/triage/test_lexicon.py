"""Many words looked for at once are found as each is found alone, and taken out one after the other."""

import re

from hypothesis import given
from hypothesis import strategies as st

from models.triage.lexicon import Lexicon

LETTERS = st.text("ab c.", min_size=1, max_size=5).map(lambda text: " ".join(text.split())).filter(bool)
WORDS = st.lists(LETTERS | st.tuples(LETTERS, LETTERS).map(" * ".join) | LETTERS.map(lambda word: f"|{word}|"))
TEXTS = st.text("ab c.", max_size=30).map(lambda text: " ".join(text.split()))


def pattern(word: str) -> "re.Pattern[str]":
    return re.compile(re.escape(word).replace(r"\ \*\ ", r"[^.!?؟؛;،,]{0,40}?").replace(r"\|", r"\b"))


def one_after_the_other(text: str, words: list[str]) -> str:
    for word in words:
        text = pattern(word).sub(" ", text)
    return text


@given(WORDS, TEXTS)
def test_words_are_found_as_each_is_found_alone(words: list[str], text: str) -> None:
    alone = [place for place, word in enumerate(words) if pattern(word).search(text)]
    assert list(Lexicon(words).found_in(text)) == alone
    assert Lexicon(words).is_in(text) is bool(alone)


@given(WORDS, TEXTS)
def test_words_are_taken_out_one_after_the_other(words: list[str], text: str) -> None:
    assert Lexicon(words).without(text) == one_after_the_other(text, words)


@given(st.lists(LETTERS.map(lambda word: f"|{word}|")), TEXTS)
def test_so_are_whole_words(words: list[str], text: str) -> None:
    assert Lexicon(words).without(text) == one_after_the_other(text, words)


def test_letters_as_written_are_no_patterns() -> None:
    assert list(Lexicon(["a|b", "a * b"], as_written=True).found_in("a * b")) == [1]
