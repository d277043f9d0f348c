"""The sweep of phrases with dates: how many of each kind are read right, stay unread, or are read wrong."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bench.date_phrases import Phrase, phrases
from models.text import normalized_text
from workflows.triage.dates.mentions import mentions


class Row(NamedTuple):
    """One kind of phrases."""

    kind: str
    tried: int
    right: int
    unknown: int
    wrong: int


def verdict(phrase: Phrase) -> str:
    """Whether the days read of a phrase are the right ones, or no day is read where there is one, or a wrong one."""
    found = {mention.day for mention in mentions(normalized_text(phrase.text), phrase.now)}
    days = found - {None}
    if days - phrase.days:
        return "wrong"
    if phrase.days:
        return "right" if days == phrase.days else "unknown"
    return "right" if found or not phrase.spoken_of else "unknown"


def rows(of_each: int = 100, seed: int = 1) -> list[Row]:
    """The table: one row for each kind, in the order of the grammar."""
    return list(_rows(phrases(of_each, seed)))


def _rows(every: Iterable[Phrase]) -> Iterator[Row]:
    counts: dict[str, Counter[str]] = {}
    for phrase in every:
        counts.setdefault(phrase.kind, Counter())[verdict(phrase)] += 1
    for kind, count in counts.items():
        yield Row(kind, count.total(), count["right"], count["unknown"], count["wrong"])


if __name__ == "__main__":
    print("\t".join(Row._fields))
    for row in rows():
        print("\t".join(map(str, row)))
