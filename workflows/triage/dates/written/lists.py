"""Days that share the month behind the last of them: «7 أو 15 يناير», "7, 9 and 15 January", "8/9 Jan"."""

from collections.abc import Callable, Iterator
from datetime import date

from workflows.triage.dates.clauses.extent import is_joined, is_journey, is_way
from workflows.triage.dates.language.particles import AND, OR, TO
from workflows.triage.dates.language.tokens import Tokens
from workflows.triage.dates.written.calendars import in_its_calendar
from workflows.triage.dates.written.month_days import day_first, day_number
from workflows.triage.dates.written.months import SIGNS, Day, Part

_MOST = 6
"""Days: no list is followed any farther."""
_COMMAS = frozenset((",", "،"))
_WAY = 4
"""Words from the day of one way to that of the other."""
_BETWEEN = AND | OR | TO | _COMMAS | {"nor", "ولا"}
_BEFORE_A_DAY = ("يوم", "تاريخ", "the", "ال", "on")
_DAY_LEADS = _COMMAS | {"يوم", "تاريخ", "بتاريخ", "ايام", "on", "in", "the", "dates", "مواعيد"}
_NO_DAYS = frozenset(("at", "ساعه", ":"))
"""Behind them a number is an hour."""


def listed_at(words: Tokens, place: int, part_at: Callable[[int], Part | None]) -> Part | None:
    """A day whose month stands behind another day; where only commas join them it may be some other number."""
    number = day_number(words, place)
    if number is None or words.word(place - 1) in _NO_DAYS:
        return None
    joined_by = set()
    for signs, at in _others(words, number.after):
        joined_by |= signs
        part = part_at(at)
        if part:
            sure = part.day and (joined_by - _COMMAS or _is_led(words, place, number.after))
            return Part(part.day._replace(day=number.value) if part.day and sure else None, number.after)
    return Part(None, number.after) if _is_one_way(words, place, number.after, part_at) else None


def _is_one_way(words: Tokens, place: int, after: int, part_at: Callable[[int], Part | None]) -> bool:
    """Whether a number is the day of one way, and the month stands with the other: «سفري 10 والعودة 24 يناير»."""
    if not is_journey(words.word(place - 1)) or not (is_joined(words.at(after)) or is_way(words.word(after))):
        return False
    others = (at for at in range(after + 1, after + _WAY) if words.at(at).is_number)
    return any(part is not None and part.day is not None for part in map(part_at, others))


def _is_led(words: Tokens, place: int, after: int) -> bool:
    """Whether the words before a number, or «7th», say that it is a day."""
    return words.word(place - 1) in _DAY_LEADS or is_journey(words.word(place - 1)) or after > place + 1


def _others(words: Tokens, after: int) -> Iterator[tuple[set[str], int]]:
    """The places of the days behind one, each with the signs and words before it."""
    for _ in range(_MOST):
        at = words.past(after, _BETWEEN)
        signs = {words.word(each) for each in range(after, at)}
        start = words.past(at, _BEFORE_A_DAY)
        signs |= {"و"} if any(words.at(each).joined for each in range(at, start + 1)) else set()
        number = day_number(words, start) if signs else None
        if number is None:
            return
        yield signs, start
        after = number.after


def stroked_at(words: Tokens, place: int, today: date) -> tuple[Day, Part] | None:
    """Two days of a month by name with a stroke between; the second is no month, whatever it looks like."""
    if not words.at(place).is_number or words.word(place + 1) != "/" or not words.at(place + 2).is_number:
        return None
    if words.word(place + 3) in SIGNS:
        return None
    last = in_its_calendar(words, place + 2, day_first(words, place + 2, today))
    number = words.number(place)
    if last is None or last.day is None or number is None:
        return None
    return last.day._replace(day=number), last
