"""The closed world of dates: a day holds only where what stands beside it is understood whole."""

from collections.abc import Iterator
from datetime import date

from workflows.triage.dates.beside.extents import without_odd_ranges
from workflows.triage.dates.beside.leftovers import is_alone
from workflows.triage.dates.beside.open_ended import bounded
from workflows.triage.dates.beside.pairs import corrected, is_taken_back, one_of_two
from workflows.triage.dates.beside.put_off import is_put_off
from workflows.triage.dates.beside.said import SaidDate
from workflows.triage.dates.language.beside import COUNTED_FROM
from workflows.triage.dates.language.tokens import Tokens


def understood(words: Tokens, said: list[SaidDate], today: date) -> Iterator[SaidDate]:
    """The dates of a text, in doubt where a word of time, a slip or a correction is left beside them."""
    ceilings = (*(each.place for each in said[1:]), len(words))
    said = [bounded(words, each, ceilings[order], today) for order, each in enumerate(said)]
    for order in range(len(said) - 1):
        said[order : order + 2] = one_of_two(words, said[order], said[order + 1])
        said[order : order + 2] = corrected(words, said[order], said[order + 1], today)
    said = list(without_odd_ranges(words, said))
    for order, each in enumerate(said):
        floor = said[order - 1].found.after if order else 0
        ceiling = said[order + 1].place if order + 1 < len(said) else len(words)
        counted_from = order > 0 and _leads_on(words, said[order - 1], each.place)
        holds = not counted_from and _holds(words, each, floor, ceiling, today)
        yield each if holds or not each.stands else each.doubted()


def _leads_on(words: Tokens, before: SaidDate, place: int) -> bool:
    """Whether a length that could not be read counts from the day behind it: "within 2 days of Friday"."""
    return before.found.first is None and before.found.after == place and words.word(place - 1) in COUNTED_FROM


def _holds(words: Tokens, each: SaidDate, floor: int, ceiling: int, today: date) -> bool:
    after = each.found.after
    if is_put_off(words, after, ceiling) or is_taken_back(words, after, ceiling):
        return False
    return is_alone(words, each, floor, ceiling, today)
