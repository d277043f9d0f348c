"""What says no more than that a service is wanted, or failed, and help is wanted: words, documents and platforms."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Self, cast

from pydantic import Field

from models.base import Frozen
from models.text import normalized_word
from models.triage.lexicon import Lexicon


class PlainWords(Frozen):
    """Words that say no more, by the endings they take, and phrases that say no more as a whole."""

    phrases: tuple[str, ...] = ()
    particles: frozenset[str] = frozenset()
    """As they stand; «و» may be joined."""
    verbs: frozenset[str] = frozenset()
    """With pronouns of an object."""
    nouns: frozenset[str] = frozenset()
    """With article, prepositions, possessives and plurals."""

    def with_more(self, more: "PlainWords") -> Self:
        """These and those."""
        return self.but(
            phrases=(*self.phrases, *more.phrases),
            particles=self.particles | more.particles,
            verbs=self.verbs | more.verbs,
            nouns=self.nouns | more.nouns,
        )

    def but(self, **changes: Any) -> Self:
        """A copy with some fields changed; what was compiled of them is not taken over."""
        given = {name: getattr(self, name) for name in type(self).model_fields}
        return cast(Self, self.model_construct(**given | changes))


class PlainOfService(PlainWords):
    """What says no more in the requests of one service, and what contests in them alone."""

    contests: tuple[str, ...] = ()


class PlainPair(Frozen):
    """Words that say no more where one of `then` follows, perhaps with words `over` which one reads."""

    words: frozenset[str]
    over: frozenset[str] = frozenset()
    then: frozenset[str]
    tries: bool | None = None
    """Only where a try is known, or only where none is."""
    follows: bool | None = None
    """Only where an earlier request is followed up, or only where none is."""
    not_behind: frozenset[str] = frozenset()
    """Nor where one of these stands next before it, or next but one."""
    any_form: bool = False
    """Whether its words count with articles and endings too, and what follows in other forms and denied in one word."""
    opens: bool = False
    """Whether the last word may begin another pair: «عندي رحلة بعد يومين»."""
    services: frozenset[str] = frozenset()
    """Only for these; empty: for all."""
    but_services: frozenset[str] = frozenset()
    """And for none of these."""

    def is_of(self, service: str) -> bool:
        """Whether it counts in requests for a service."""
        return service not in self.but_services and (not self.services or service in self.services)


class Plain(PlainWords):
    """All that may stand in a request without saying more than a rule rests on."""

    tries: PlainWords = PlainWords()
    """What tells of a try, and says no more where one is known."""
    waiting: PlainWords = PlainWords()
    """What asks after an earlier request, and says no more where one is followed up."""
    repeating: PlainWords = PlainWords()
    """What says that a request is the same again, and says no more where it is known to repeat an open one."""
    contests: tuple[str, ...] = ()
    """Phrases that say more although each of their words is plain: «المشكلة من عندكم»."""
    contesting: tuple[PlainPair, ...] = ()
    """Words that say more before others, although each is plain: «أبغى خادمة» wants another service."""
    of_services: dict[str, PlainOfService] = Field(default_factory=dict)
    """What tells of the matter of one service, and says no more in its requests."""
    matters: dict[str, frozenset[str]] = Field(default_factory=dict)
    """What a service does or gives, in all words for it: plain only where the service's own titles have one of them."""
    particulars: PlainWords = PlainWords()
    """Plain words that tell which one, for whom, whereto or what for: a new matter beside an open request."""
    apart: frozenset[str] = frozenset()
    """Words that are none of another one's forms, whatever they begin or end with."""
    not_in_names: frozenset[str] = frozenset()
    """Words that tell something of a person, and stand in nobody's name."""
    not_of_titles: frozenset[str] = frozenset()
    """Words of a service's title that are not plain by it, for they tell what has come about: «مفقود», `exited`."""
    sets: dict[str, frozenset[str]] = Field(default_factory=dict)
    """Words that stand in several pairs, named there with `@`."""
    pairs: tuple[PlainPair, ...] = ()
    file_words: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    """Kinds of attachment that say no more."""
    evidence: frozenset[str] = frozenset()
    """What a try's `evidence` says where it proves no more."""
    platforms: frozenset[str] = frozenset()
    """Where a try of an e-service is made."""

    @cached_property
    def before_others(self) -> frozenset[str]:
        """All words that are plain only before others."""
        return frozenset(word for pair in self.pairs for word in pair.words)

    @cached_property
    def contesting_by_word(self) -> Mapping[str, tuple[PlainPair, ...]]:
        """The contesting pairs that each word may begin."""
        return _by_word(pair for pair in self.contesting if not pair.any_form)

    @cached_property
    def contesting_by_form(self) -> Mapping[str, tuple[PlainPair, ...]]:
        """Those that a word may begin in any of its forms."""
        return _by_word(pair for pair in self.contesting if pair.any_form)

    @cached_property
    def denied(self) -> frozenset[str]:
        """All words before which «ما» is plain."""
        return frozenset(word for pair in self.pairs_by_word.get("ما", ()) for word in pair.then)

    @cached_property
    def pairs_by_word(self) -> Mapping[str, tuple[PlainPair, ...]]:
        """The pairs that each word may begin."""
        return _by_word(self.pairs)

    @cached_property
    def kept(self) -> "KeptPlain":
        """The same, for caches."""
        return KeptPlain(self)

    @cached_property
    def phrase_lexicon(self) -> Lexicon:
        """The phrases, each from edge to edge of its words, compiled."""
        return Lexicon(f"|{phrase}|" for phrase in self.phrases)

    @cached_property
    def contest_lexicon(self) -> Lexicon:
        """The phrases that contest, compiled."""
        return Lexicon(self.contests)

    def beside(self, *, a_try: bool, an_earlier_request: bool) -> "Plain":
        """The same where a try, or an earlier request, is known or not."""
        return self._by_ground[a_try, an_earlier_request]

    @cached_property
    def _by_ground(self) -> Mapping[tuple[bool, bool], "Plain"]:
        return {(a_try, earlier): self._where(a_try, earlier) for a_try in (True, False) for earlier in (True, False)}

    def _where(self, a_try: bool, earlier: bool) -> "Plain":
        nothing = PlainWords()
        plain = self.with_more(self.tries if a_try else nothing).with_more(self.waiting if earlier else nothing)
        pairs = (pair for pair in self.pairs if pair.tries in (None, a_try) and pair.follows in (None, earlier))
        return plain.but(pairs=tuple(pairs))

    def beside_an_open_one(self, *, a_try: bool) -> "Plain":
        """The same where an open request is repeated."""
        return self._beside_an_open_one[a_try]

    @cached_property
    def _beside_an_open_one(self) -> Mapping[bool, "Plain"]:
        return {a_try: self._by_ground[a_try, True].with_more(self.repeating) for a_try in (True, False)}


class KeptPlain:
    """Plain words as part of a key: one of these is equal to itself alone, so that no words are compared."""

    def __init__(self, plain: Plain) -> None:
        self.plain = plain


def _by_word(pairs: Iterable[PlainPair]) -> Mapping[str, tuple[PlainPair, ...]]:
    found = dict[str, tuple[PlainPair, ...]]()
    for pair in pairs:
        found |= {word: (*found.get(word, ()), pair) for word in pair.words}
    return found


def plain_of_service(plain: Plain, service: str, titles: Iterable[str], *, follow_up: bool = False) -> Plain:
    """What is plain in requests for one service, with the words of its titles; all as normalized text.

    A follow-up may be of any service, and names it.
    """
    normalized = Plain.model_validate(dict(_normalized(plain.model_dump())))
    normalized = normalized.with_more(normalized.particulars)
    pairs, contesting = (
        tuple(_with_sets(pair, normalized.sets) for pair in pairs if pair.is_of(service))
        for pairs in (normalized.pairs, normalized.contesting)
    )
    titles = tuple(map(normalized_word, titles))
    of_matters = normalized if follow_up else _without_matters_of_others(normalized, titles)
    of_service = normalized.of_services.get(service, PlainOfService())
    more = {"pairs": pairs, "contesting": contesting, "contests": (*normalized.contests, *of_service.contests)}
    own = of_matters.but(**more)
    of_titles = _of_titles(own, titles)
    own = own.but(particulars=_without(normalized.particulars, of_titles))
    return own.with_more(of_titles).with_more(of_service)


def _without(words: PlainWords, others: PlainWords) -> PlainWords:
    left_out = others.particles | others.nouns
    return words.but(**{name: getattr(words, name) - left_out for name in ("particles", "nouns")})


def _without_matters_of_others(plain: Plain, titles: tuple[str, ...]) -> Plain:
    named = {word.removeprefix("ال") for title in titles for word in re.findall(r"[^\W\d_]+", title)}
    others = frozenset(word for words in plain.matters.values() if not words & named for word in words)
    return plain.but(**{name: getattr(plain, name) - others for name in ("particles", "verbs", "nouns")})


def _with_sets(pair: PlainPair, sets: Mapping[str, frozenset[str]]) -> PlainPair:
    whole = {name: _expanded(getattr(pair, name), sets) for name in ("words", "over", "then")}
    return pair.model_copy(update=whole)


def _expanded(words: Iterable[str], sets: Mapping[str, frozenset[str]]) -> frozenset[str]:
    parts = (sets[word[1:]] if word.startswith("@") else frozenset({word}) for word in words)
    return frozenset(word for part in parts for word in part)


_SHORTEST = 3
"""Letters of a word of a title that names a thing."""


def _of_titles(plain: Plain, titles: tuple[str, ...]) -> PlainWords:
    """The words of titles but for those that deny, count or tell what has come about; and the titles as a whole."""
    words = {word for title in titles for word in re.findall(r"[^\W\d_]+", title) if len(word) >= _SHORTEST}
    own = words - plain.not_of_titles - plain.before_others
    bare = {word.removeprefix("ال") for word in own}
    english = frozenset(word for word in own if word.isascii())
    return PlainWords(phrases=tuple(title.strip("«»") for title in titles), particles=english, nouns=bare - english)


_CODES = ("documents", "evidence", "platforms", "services", "but_services")


def _normalized(given: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in given.items():
        if isinstance(value, dict):
            yield name, dict(_normalized(value))
        elif name in ("pairs", "contesting"):
            yield name, [dict(_normalized(pair)) for pair in value]
        else:
            yield name, value if value is None or isinstance(value, bool) or name in _CODES else _words(value)


def _words(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(normalized_word, words))
