"""Words of the vocabulary, typed as people spell them and folded as texts are."""

from collections.abc import Mapping

from models.text import normalized_text


def words(text: str) -> tuple[str, ...]:
    """The folded words of a text."""
    return tuple(map(normalized_text, text.split()))


def by_word(table: Mapping[int, str]) -> dict[str, int]:
    """The number of each word."""
    return {word: value for value, text in table.items() for word in words(text)}
