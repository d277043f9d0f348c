"""A day counted from another one: «اليوم التالي للجمعة», "two days before 20 January", «الجمعة ناقص يوم»."""

from collections.abc import Callable
from datetime import timedelta

from workflows.triage.dates.around import STOPS, Around, FoundDate, unread
from workflows.triage.dates.clauses.extent import is_journey
from workflows.triage.dates.language.amounts import Length
from workflows.triage.dates.language.beside import AFTER_A_DAY, BEFORE_A_DAY, LESS_THAN, MORE_THAN
from workflows.triage.dates.language.lengths import length_at
from workflows.triage.dates.language.names import WEEKDAYS
from workflows.triage.dates.language.numbers import ENGLISH_ORDINALS
from workflows.triage.dates.language.particles import EVERY, FILLERS, HAVE, LEFT, LESS_OR_MORE, TO, WHICH
from workflows.triage.dates.language.tokens import Tokens
from workflows.triage.dates.language.units import DAY

DateAt = Callable[[Around], FoundDate | None]
_MOST_DAYS = 14
"""Of a longer time before or behind a day nobody knows whether it is a day that is meant."""
_LONGEST_LEAD = 7
_ARABIC_LEADS = frozenset(("بعد", "عقب", "قبل"))
_COMES = WHICH | {"is", "comes", "that", "يجي", "ياتي"}
_LINKING = frozenset(AFTER_A_DAY | BEFORE_A_DAY | {"later", "from"})
_TO_THE_DAY = frozenset(("ل", "لل", "to", "the", "of", "than", "on", "يوم", "نهار", "تاريخ", "ال"))
_BEFORE_WEEKS = STOPS | {"is", "s", "are", "on", "in", "exactly", "out", ":", "home", "back"}
"""Right before «a week from Friday» they say that it is a day."""
_OTHERWISE = HAVE | LEFT | FILLERS | LESS_OR_MORE | EVERY | {"any", "some", "اي"}
"""Behind them a length is what is left, or no more than about so much."""


def may_be_counted_from(of: Around) -> bool:
    """Whether any word from a place on leads from a day to another."""
    return of.words.any(_LINKING, of.place, of.place + _LONGEST_LEAD)


def counted_from_at(of: Around, date_at: DateAt) -> FoundDate | None:
    """The day so long before or behind another, where words before that one say so."""
    if of.token.word in _ARABIC_LEADS and (found := _around_it(of, date_at)):
        return found
    if "from" in of.words.words(of.place, _LONGEST_LEAD) and (found := _weeks_from(of, date_at)):
        return found
    led = _length_before(of)
    sign, at = _linked(of.words, led[1]) if led else (0, of.place)
    base = date_at(of.there(at)) if sign else None
    return moved(of, base, sign * led[0]) if base and led else None


def _weeks_from(of: Around, date_at: DateAt) -> FoundDate | None:
    """ "A week from Friday", "two weeks from tomorrow": of a journey; a stay may be so long and begin on that day."""
    length, words = length_at(of.words, of.place), of.words
    days = _days(length)
    if length is None or days is None or days % 7 or words.word(length.after) != "from":
        return None
    base = date_at(of.there(words.past(length.after + 1, ("the", "on", "this"))))
    if base is None:
        return None
    led = of.place == 0 or words.word(of.place - 1) in _BEFORE_WEEKS or is_journey(words.word(of.place - 1))
    return moved(of, base, days) if led and words.word(base.after) not in TO else unread(base.after, base.reach)


def counted_on(of: Around, found: FoundDate) -> FoundDate:
    """A day with what is put to it or taken from it behind: "10 January plus 2 days"."""
    sign = (of.words.word(found.after) in MORE_THAN) - (of.words.word(found.after) in LESS_THAN)
    length = length_at(of.words, found.after + 1) if sign else None
    days = _days(length)
    if length is None or days is None:
        return found
    there = moved(of, found, sign * days)._replace(after=length.after)
    still_left = of.words.word(found.after) == "ناقص" and found.first == of.today + timedelta(days=days)
    return unread(length.after, found.reach) if still_left else there


def moved(of: Around, base: FoundDate, days: int) -> FoundDate:
    """A day so many days from another; today's own weekday may be this one or the next."""
    weekday = base.first == of.today and base.first is not None and of.words.word(base.after - 1) in WEEKDAYS
    if base.first is None or base.first != base.last or weekday:
        return unread(base.after, base.reach)
    day = base.first + timedelta(days=days)
    return base._replace(first=day, last=day)


def _around_it(of: Around, date_at: DateAt) -> FoundDate | None:
    """«بعد الخميس بيومين», «قبل 15 يناير بيوم»."""
    base = date_at(of.there(of.words.past(of.place + 1, _TO_THE_DAY)))
    if base is None or of.words.at(base.after).prefix != "ب":
        return None
    length = length_at(of.words, base.after)
    days = _days(length)
    if length is None or days is None:
        return None
    return moved(of, base, -days if of.token.word == "قبل" else days)._replace(after=length.after)


def _length_before(of: Around) -> tuple[int, int] | None:
    """The days of «اليوم», «يومين», "the second day", and the place behind them."""
    if of.before().word in _OTHERWISE:
        return None
    at = of.place + (of.token.word == "the")
    word, following = of.words.word(at), of.words.word(at + 1)
    if word in ENGLISH_ORDINALS and following == "day":
        return ENGLISH_ORDINALS[word], at + 2
    if word in ("يوم", "نهار", "day") and not of.words.at(at + 1).is_number and following != "واحد":
        return 1, at + 1
    length = length_at(of.words, at)
    days = _days(length)
    return (days, length.after) if length and days is not None and not length.bare else None


def _days(length: Length | None) -> int | None:
    """The whole days of a length, if it is one and not long."""
    if length is None or length.least is None or length.least != length.most or length.least % DAY:
        return None
    return length.least.days if length.least.days <= _MOST_DAYS else None


def _linked(words: Tokens, at: int) -> tuple[int, int]:
    """Whether what stands there counts on from a day (1) or back (-1) or neither, and the place of that day."""
    at = words.past(at, _COMES - AFTER_A_DAY)
    word = words.word(at)
    if word == "later" and words.word(at + 1) == "than":
        return 1, words.past(at + 2, _TO_THE_DAY)
    sign = (word in AFTER_A_DAY) - (word in BEFORE_A_DAY)
    return sign, words.past(at + 1, _TO_THE_DAY)
