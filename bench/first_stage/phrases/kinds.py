"""Each kind of phrase with its grammar, and so many phrases of it."""

import random
from collections.abc import Iterator

from bench.first_stage.phrases import agreement, beside, counted, denials, dialects, none, past, tenses, written
from bench.first_stage.phrases.grammar import NOWS, Grammar, Phrase

KINDS: dict[str, Grammar] = (
    written.KINDS
    | agreement.KINDS
    | counted.KINDS
    | dialects.KINDS
    | beside.KINDS
    | past.KINDS
    | tenses.KINDS
    | denials.STANDING
    | denials.KINDS
    | none.KINDS
    | agreement.FRACTIONS
)
"""Each kind with its grammar."""
_SPEAK_OF_NONE = {
    *denials.KINDS,
    *agreement.FRACTIONS,
    "denied dates",
    "numbers that are no dates",
    "days of every week",
}


def phrases_of(kind: str, many: int, seed: int = 1) -> Iterator[Phrase]:
    """So many phrases of a kind; the same ones for a seed."""
    chance = random.Random(f"{seed} {kind}")  # noqa: S311 - the same phrases in every run
    for place in range(many):
        now = NOWS[place % len(NOWS)]
        text, right = KINDS[kind](chance, now)
        days = frozenset(right if isinstance(right, tuple) else (right,) if right else ())
        yield Phrase(kind, text, now, days, kind not in _SPEAK_OF_NONE)
