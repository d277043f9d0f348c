"""Training of the model from examples: TF-IDF of n-grams, and a logistic regression each for problem and service.

Needs scikit-learn, the extra `advice`. What it makes is plain data that workers read without it.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from random import Random
from typing import Any

from models.advice.example import Example
from models.advice.model import AdviceModel, Weights
from models.advice.ngrams import ngrams
from models.advice.quality import Judged, Quality, quality_of

PERSONS = 2
"""An n-gram of fewer applicants than this is not learnt: a name written into a text never gets into a model."""
NGRAMS = 20_000
"""How many are learnt at most: those of most examples."""
STRENGTH = 10.0
"""The inverse of the regularisation."""
LEAST = 20
"""Fewer examples than this teach nothing."""
HELD_OUT = 0.25
"""The share of the examples that is kept from a model to measure it."""


class ExtraMissing(Exception):
    """scikit-learn is not installed."""


class TooFewExamples(Exception):
    """There is nothing to learn from: fewer examples than `LEAST`, or all of one problem or one service."""

    def __init__(self, found: int) -> None:
        self.found = found
        super().__init__(f"{found} examples")


def train(examples: Sequence[Example], at: datetime) -> AdviceModel:
    """A model of all these examples. Raises ExtraMissing, TooFewExamples."""
    _check(examples)
    counts = [ngrams(example.text) for example in examples]
    known = _known_ngrams(examples, counts)
    values, rarity = _tf_idf(counts, known)
    problems = _fitted(values, [example.problem for example in examples])
    services = _fitted(values, [example.service for example in examples])
    pairs = tuple(sorted({(example.problem, example.service) for example in examples}))
    return AdviceModel(
        version=_version(examples, at),
        trained_at=at,
        examples=len(examples),
        ngrams=known,
        rarity=rarity,
        problems=problems,
        services=services,
        pairs=pairs,
    )


def measured(examples: Sequence[Example], at: datetime) -> tuple[Quality, tuple[Example, ...]]:
    """The quality of a model that never saw a quarter of the examples, and that quarter. Raises like `train`.

    All examples of one person are on the same side: a person's second request says little new.
    """
    persons = sorted({example.person for example in examples})
    Random(0).shuffle(persons)  # noqa: S311 - a fair split, no secret
    kept = frozenset(persons[: max(1, round(len(persons) * HELD_OUT))])
    unseen = tuple(example for example in examples if example.person in kept)
    model = train([example for example in examples if example.person not in kept], at)
    return quality_on(model, unseen), unseen


def quality_on(model: AdviceModel, examples: Sequence[Example]) -> Quality:
    """The quality of a model on examples."""
    return quality_of(Judged(model.likeliest(each.text), each.problem, each.service, each.group) for each in examples)


def _check(examples: Sequence[Example]) -> None:
    kinds = ({example.problem for example in examples}, {example.service for example in examples})
    if len(examples) < LEAST or any(len(kind) < 2 for kind in kinds):
        raise TooFewExamples(len(examples))


def _known_ngrams(examples: Sequence[Example], counts: Sequence[Counter[str]]) -> tuple[str, ...]:
    persons: defaultdict[str, set[str]] = defaultdict(set)
    for example, count in zip(examples, counts, strict=True):
        for ngram in count:
            persons[ngram].add(example.person)
    shared = [(len(of), ngram) for ngram, of in persons.items() if len(of) >= PERSONS]
    return tuple(ngram for _, ngram in sorted(shared, key=lambda each: (-each[0], each[1]))[:NGRAMS])


def _tf_idf(counts: Sequence[Counter[str]], known: tuple[str, ...]) -> tuple[Any, tuple[float, ...]]:
    """The examples as rows of weighted n-grams, and the rarity of each n-gram."""
    text, _ = _library()
    counted = text.CountVectorizer(analyzer=Counter.elements, vocabulary=known).transform(counts)
    weighting = text.TfidfTransformer(sublinear_tf=True)
    return weighting.fit_transform(counted), tuple(map(float, weighting.idf_))


def _fitted(values: Any, codes: Sequence[str]) -> Weights:
    """The weights of a regression: of two codes it has one row, the other's is its opposite."""
    _, model = _library()
    fitted = model.LogisticRegression(C=STRENGTH, max_iter=2_000).fit(values, codes)
    weights, intercepts = fitted.coef_, fitted.intercept_
    if len(fitted.classes_) == 2:
        weights, intercepts = [-weights[0] / 2, weights[0] / 2], [-intercepts[0] / 2, intercepts[0] / 2]
    by_ngram = [float(row[place]) for place in range(values.shape[1]) for row in weights]
    return Weights.of([str(code) for code in fitted.classes_], [float(each) for each in intercepts], by_ngram)


def _version(examples: Sequence[Example], at: datetime) -> str:
    content = sha256("\n".join("\t".join(example) for example in examples).encode()).hexdigest()
    return f"{at:%Y-%m-%d}-{content[:8]}"


def _library() -> tuple[Any, Any]:
    """The parts of scikit-learn that are used. Raises ExtraMissing."""
    try:
        from sklearn import linear_model  # noqa: PLC0415 - the extra may be missing
        from sklearn.feature_extraction import text  # noqa: PLC0415
    except ImportError as missing:
        raise ExtraMissing from missing
    return text, linear_model
