"""What the first stage left to a person, in words: why, which facts, and which rules would have followed."""

from collections.abc import Iterable, Iterator

from commands.common.words.labels import DOUBT
from commands.common.words.language import listed
from commands.common.words.titles import fact_title, reads_arabic
from models.case.style import CaseStyle
from models.triage.assessment import Unknown
from models.triage.facts import Doubt


def unknown_lines(unknown: Iterable[Unknown], style: CaseStyle) -> Iterator[str]:
    """A line for each kind of doubt; where its reader reads Arabic, in that language too."""
    by_doubt: dict[Doubt, list[Unknown]] = {}
    for each in unknown:
        by_doubt.setdefault(each.doubt, []).append(each)
    for doubt, entries in by_doubt.items():
        facts = dict.fromkeys(fact for each in entries for fact in each.facts)
        rules = dict.fromkeys(each.rule for each in entries)
        label = DOUBT[doubt]
        named = listed(fact_title(fact, style) for fact in facts)
        yield f"{named} ({listed(rules)}): {label.word}{f'  {label.beside}' if reads_arabic(style) else ''}"
