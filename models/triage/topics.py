"""The words that speak for a topic or for a problem category, as data; and compiled, those of all at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from models.base import Frozen
from models.triage.lexicon import Lexicon, Look
from models.triage.platform_messages import is_listed


class Words(Frozen):
    """A topic a text speaks of, by any of these words. `but_not` are phrases taken out of the text before looking."""

    words: tuple[str, ...]
    but_not: tuple[str, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    """Or by one word of each of these groups, anywhere in the text: «نسافر» and «بسرعة»."""


class ProblemLexicon(Frozen):
    """What speaks for a problem category: words of the platform's message and of the beneficiary, the try's outcome.

    The platform's message counts most (domain §7). `prior` is what the category starts with where it is the service's.
    """

    words: tuple[str, ...] = ()
    """Looked for in both; `message` and `text` only there."""
    message: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    """Error codes by which the platform says it: then it is known."""
    messages: tuple[str, ...] = ()
    """Whole messages of the platform: as good as a code (`models.triage.platform_messages`)."""
    translations: tuple[str, ...] = ()
    """What these are called in another language, where a text quotes them; they make nothing known."""
    most_days: int | None = None
    """A message that counts more days than these is none of them."""
    message_weight: int = 3
    prior: int = 2


class ProblemCategory(ProblemLexicon):
    """A problem category that a service can have, its words as normalized text."""

    code: str

    def is_said_by(self, message: str) -> bool:
        """Whether a message of the platform is, as a whole, one of those listed."""
        return is_listed(message, self.messages, self.most_days)


class TopicLexicon:
    """The words of topics, looked for all at once."""

    def __init__(self, topics: Mapping[str, Words]) -> None:
        self._topics = tuple(topics)
        named = [(name, word) for name, topic in topics.items() for word in topic.words]
        self._of = [name for name, _ in named]
        self._words = Lexicon(word for _, word in named)
        self._but_not = {name: Lexicon(topic.but_not) for name, topic in topics.items() if topic.but_not}
        grouped = [(name, place, word) for name, topic in topics.items() for place, word in _in_groups(topic.together)]
        self._group_of = [(name, place) for name, place, _ in grouped]
        self._grouped = Lexicon(word for _, _, word in grouped)
        self._groups = {name: len(topic.together) for name, topic in topics.items() if topic.together}

    def spoken_of(self, text: str, among: Iterable[str] | None = None) -> tuple[str, ...]:
        """The topics of which some word is in a normalised text: all, or those of some names, in their order."""
        if not text:
            return ()
        said = self._said(text) | self._all_together(text)
        return tuple(name for name in (self._topics if among is None else among) if name in said)

    def _said(self, text: str) -> set[str]:
        """The topics with a word in a text that still stands there without what misleads."""
        found = defaultdict[str, list[Look]](list)
        for place in self._words.found_in(text):
            found[self._of[place]].append(self._words.looks[place])
        return {name for name, looks in found.items() if self._is_meant(name, looks, text)}

    def _is_meant(self, name: str, looks: Sequence[Look], text: str) -> bool:
        misleading = self._but_not.get(name)
        rest = misleading.without(text) if misleading else text
        return rest == text or any(look.is_in(rest) for look in looks)

    def _all_together(self, text: str) -> set[str]:
        """The topics with a word of each of their groups in a text."""
        found = defaultdict[str, set[int]](set)
        for place in self._grouped.found_in(text) if self._groups else ():
            name, group = self._group_of[place]
            found[name].add(group)
        return {name for name, groups in found.items() if len(groups) == self._groups[name]}


def _in_groups(groups: Sequence[Sequence[str]]) -> Iterable[tuple[int, str]]:
    return ((place, word) for place, group in enumerate(groups) for word in group)


class WordsOfProblems:
    """What speaks for problem categories in messages of the platform and in texts, looked for all at once."""

    def __init__(self, problems: Sequence[ProblemCategory]) -> None:
        self._in_message = _Hints((each.code, (*each.words, *each.message)) for each in problems)
        self._in_text = _Hints((each.code, (*each.words, *each.text)) for each in problems)

    def in_message(self, message: str) -> Mapping[str, Sequence[str]]:
        """The words of each problem that stand in a normalised message, in their order."""
        return self._in_message.found_in(message)

    def in_text(self, text: str) -> Mapping[str, Sequence[str]]:
        """The words of each problem that stand in a normalised text, in their order."""
        return self._in_text.found_in(text)


class _Hints:
    """Plain words, each with what it speaks for."""

    def __init__(self, words: Iterable[tuple[str, Iterable[str]]]) -> None:
        named = [(name, word) for name, of_one in words for word in of_one]
        self._of = [name for name, _ in named]
        self._lexicon = Lexicon((word for _, word in named), as_written=True)

    def found_in(self, text: str) -> Mapping[str, Sequence[str]]:
        found = defaultdict[str, list[str]](list)
        for place in self._lexicon.signs_in(text):
            found[self._of[place]].append(self._lexicon.looks[place].sign)
        return found
