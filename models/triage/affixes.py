"""What is joined to Arabic words, and what a word may be without it."""

from collections.abc import Iterator
from functools import lru_cache


class Affixes:
    """What may be joined to words of one kind, before and behind: articles, prepositions, pronouns, endings."""

    def __init__(self, before: tuple[str, ...], after: tuple[str, ...]) -> None:
        self._before, self._after = before, after
        self.without = lru_cache(8192)(self._without)
        """What a word may be without them."""

    def _without(self, word: str) -> tuple[str, ...]:
        rests = (word.removeprefix(prefix) for prefix in self._before if word.startswith(prefix))
        return tuple(dict.fromkeys(form for rest in rests for form in self._bare(rest) if len(form) > 1))

    def _bare(self, rest: str) -> Iterator[str]:
        """A feminine ending opens before a pronoun: «تأشيرة», «تأشيرتي»."""
        for suffix in self._after:
            if rest.endswith(suffix):
                bare = rest.removesuffix(suffix)
                if not suffix or not bare.endswith("ه"):
                    yield bare
                if suffix.startswith("ت"):
                    yield f"{bare}ه"
