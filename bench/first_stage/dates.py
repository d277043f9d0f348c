"""Dates in free text: phrases of a grammar that shares no code with the reader, each with its right days."""

from collections.abc import Iterator
from functools import partial

from bench.first_stage.kinds import InputKind, Judgement, TriedInput
from bench.first_stage.phrases.grammar import Phrase
from bench.first_stage.phrases.kinds import KINDS as GRAMMARS
from bench.first_stage.phrases.kinds import phrases_of
from models.text import normalized_text
from workflows.triage.dates.mentions import mentions

OF_EACH, FEW = 300, 80
"""Phrases of each kind: in the table, and in the tests."""


def verdict(phrase: Phrase) -> Judgement:
    """Whether the days read of a phrase are the right ones, or no day is read where there is one, or a wrong one."""
    found = {mention.day for mention in mentions(normalized_text(phrase.text), phrase.now)}
    days = found - {None}
    if days - phrase.days:
        return Judgement.WRONG
    if phrase.days:
        return Judgement.RIGHT if days == phrase.days else Judgement.UNKNOWN
    return Judgement.RIGHT if found or not phrase.spoken_of else Judgement.UNKNOWN


def _tried(kind: str, every: bool) -> Iterator[TriedInput]:
    for phrase in phrases_of(kind, OF_EACH if every else FEW):
        yield TriedInput(f"«{phrase.text}» on {phrase.now:%-d %B %Y}", verdict(phrase))


KINDS = tuple(
    InputKind("dates", kind, "the day, or that it cannot be known", partial(_tried, kind)) for kind in GRAMMARS
)
