"""A trained model as data: the n-grams it knows, and their weights for each problem and each service.

Weights are read and multiplied here, without the library that trained them, so that workers need nothing more.
"""

import math
from array import array
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from heapq import nlargest
from typing import NamedTuple, Self

from models.advice.ngrams import ngrams
from models.base import Wire

CANDIDATES = 3
"""How many are named."""
COUNTED = 4
"""How many n-grams are named for each."""
LOOKED_THROUGH = 40
"""From how many of those that counted most the longest are taken: parts of one word count one by one."""
LEAST_SHARE = 0.05
"""What is less likely is not named."""


class Candidate(Wire):
    """One of the likeliest: its share of all possibilities (0 to 1), and the n-grams that spoke for it most."""

    problem: str
    service: str
    share: float
    ngrams: tuple[str, ...] = ()


class Weights(Wire):
    """The codes that a request may have, and for each n-gram of the model one weight a code, row by row."""

    codes: tuple[str, ...]
    intercepts: tuple[float, ...]
    packed: str
    """Floats of 4 bytes, little-endian, in base64."""

    @classmethod
    def of(cls, codes: Sequence[str], intercepts: Sequence[float], rows: Sequence[float]) -> Self:
        """Weights from plain numbers."""
        return cls(
            codes=tuple(codes), intercepts=tuple(intercepts), packed=b64encode(array("f", rows).tobytes()).decode()
        )

    @cached_property
    def rows(self) -> "array[float]":
        """The weights as numbers."""
        return array("f", b64decode(self.packed))

    @cached_property
    def _means(self) -> tuple[float, ...]:
        return tuple(
            sum(self.of_ngram(number)) / len(self.codes) for number in range(len(self.rows) // len(self.codes))
        )

    def of_ngram(self, number: int) -> "array[float]":
        """The weights of one n-gram for all codes."""
        return self.rows[number * len(self.codes) : (number + 1) * len(self.codes)]

    def above_the_rest(self, number: int, place: int) -> float:
        """How much more an n-gram speaks for one code than for all in the mean."""
        return self.rows[number * len(self.codes) + place] - self._means[number]


class AdviceModel(Wire):
    """What `advice train` writes and workers read."""

    version: str
    trained_at: datetime
    examples: int
    ngrams: tuple[str, ...]
    rarity: tuple[float, ...]
    """For each n-gram: the rarer it is among the examples, the more it counts."""
    problems: Weights
    services: Weights
    pairs: tuple[tuple[str, str], ...]
    """The problems and services that came together in an example."""

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {ngram: number for number, ngram in enumerate(self.ngrams)}

    def likeliest(self, text: str) -> tuple[Candidate, ...]:
        """The likeliest pairs for the words of a request, the likeliest first; none for words it knows nothing of."""
        looked_at = self._looked_at(text)
        if not looked_at:
            return ()
        problems, services = (_Likelihood.of(head, looked_at) for head in (self.problems, self.services))
        shares = {(one, other): problems.share(one) * services.share(other) for one, other in self.pairs}
        whole = sum(shares.values())
        best = nlargest(CANDIDATES, shares, key=lambda pair: shares[pair])
        return tuple(
            Candidate(
                problem=problem,
                service=service,
                share=round(shares[problem, service] / whole, 3),
                ngrams=self._counted(looked_at, problem, service),
            )
            for problem, service in best
            if shares[problem, service] >= LEAST_SHARE * whole
        )

    def _looked_at(self, text: str) -> dict[int, float]:
        """The weight of each known n-gram of a text, by its number; their squares sum up to 1."""
        known = ((self._numbers.get(ngram), times) for ngram, times in ngrams(text).items())
        values = {number: (1 + math.log(times)) * self.rarity[number] for number, times in known if number is not None}
        length = math.sqrt(sum(value * value for value in values.values()))
        return {number: value / length for number, value in values.items()} if length else {}

    def _counted(self, looked_at: Mapping[int, float], problem: str, service: str) -> tuple[str, ...]:
        """The n-grams that spoke for a pair most, none of which is a part of another."""
        heads = [
            (self.problems, self.problems.codes.index(problem)),
            (self.services, self.services.codes.index(service)),
        ]
        spoke = {
            number: value * sum(head.above_the_rest(number, place) for head, place in heads)
            for number, value in looked_at.items()
        }
        most = nlargest(LOOKED_THROUGH, spoke, key=lambda number: spoke[number])
        return _none_within_another([self.ngrams[number].strip() for number in most if spoke[number] > 0])


def _none_within_another(most: Sequence[str]) -> tuple[str, ...]:
    """The first few that are not a part of another one."""
    longest = (ngram for ngram in most if not any(ngram in other for other in most if other != ngram))
    return tuple(dict.fromkeys(longest))[:COUNTED]


class _Likelihood(NamedTuple):
    """The shares of all codes of one head for a text."""

    codes: tuple[str, ...]
    shares: tuple[float, ...]

    @classmethod
    def of(cls, head: Weights, looked_at: Mapping[int, float]) -> Self:
        sums = list(head.intercepts)
        for number, value in looked_at.items():
            for place, weight in enumerate(head.of_ngram(number)):
                sums[place] += value * weight
        highest = max(sums)
        powers = [math.exp(each - highest) for each in sums]
        return cls(head.codes, tuple(power / sum(powers) for power in powers))

    def share(self, code: str) -> float:
        return self.shares[self.codes.index(code)]
