"""What the first stage left to a person, in words: why, which facts, and which rules would have followed."""

from collections.abc import Iterable, Iterator

from commands.common.labels import DOUBT
from commands.common.language import listed
from models.triage.assessment import Unknown
from models.triage.facts import Doubt


def unknown_lines(unknown: Iterable[Unknown], *, arabic: bool) -> Iterator[str]:
    """A line for each kind of doubt; where its reader reads Arabic, in that language too."""
    by_doubt: dict[Doubt, list[Unknown]] = {}
    for each in unknown:
        by_doubt.setdefault(each.doubt, []).append(each)
    for doubt, entries in by_doubt.items():
        facts = dict.fromkeys(fact for each in entries for fact in each.facts)
        rules = dict.fromkeys(each.rule for each in entries)
        label = DOUBT[doubt]
        yield f"{listed(facts)} ({listed(rules)}): {label.word}{f'  {label.beside}' if arabic else ''}"
