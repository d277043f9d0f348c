"""Days of a month nobody named: «رحلتي يوم 8», «on the 25th»."""

from datetime import date, timedelta

from workflows.triage.dates.around import STOPS, Around, FoundDate, unread
from workflows.triage.dates.clauses.bounds import said_to_lie_ahead
from workflows.triage.dates.clauses.extent import is_joined, is_journey
from workflows.triage.dates.clauses.tense import may_have_happened
from workflows.triage.dates.language.beside import CORRECTIONS, MAYBE_CORRECTIONS
from workflows.triage.dates.language.particles import EVERY, NEXT, PARTS_OF_A_DAY, WHICH_ONE
from workflows.triage.dates.language.tokens import Tokens
from workflows.triage.dates.written.calendars import calendars_of
from workflows.triage.dates.written.month_days import SENTENCE_GOES_ON, SUFFIXES, day_number
from workflows.triage.dates.written.reader import Sense, written_at

_LONGEST_MONTH = 31
_HAPPENS = frozenset(
    [
        "is",
        "s",
        "fly",
        "flying",
        "travel",
        "traveling",
        "travelling",
        "leave",
        "leaving",
        "depart",
        "departs",
        "departing",
        "expires",
    ]
)
"""Verbs of what is to come: right before «on the 25th» they say that it is the next such day."""
_BEFORE_A_NUMBER = frozenset(("the", "this", "next", "coming", "upcoming"))
_LEADS = frozenset(("the", "is", ":", "-", "date", "on", "out"))
_LEADS |= CORRECTIONS | MAYBE_CORRECTIONS | {",", "i", "it", "(", "that"}
_OWNERS = frozenset(("my", "our", "the"))
_LONGEST_LEAD = 8
_BEHIND = frozenset(["ساعه", "الساعه", "علي", "في", "حسب", "ان", "شا", *SENTENCE_GOES_ON, *STOPS, *WHICH_ONE])


def lone_day_at(of: Around) -> FoundDate | None:
    """A day of a month nobody named: in Arabic of either calendar; in English the next, where it is said to come."""
    words, english = of.words, of.token.word == "on"
    if of.before().word in EVERY:
        return None
    start = words.past(of.place + 1, _BEFORE_A_NUMBER)
    coming = english and bool(NEXT & set(words.words(of.place + 1, start - of.place - 1)))
    number = day_number(words, start)
    if number is None or not 0 < number.value <= _LONGEST_MONTH or not words.at(number.after - 1 - english).is_number:
        return None
    if not _ends(words, number.after) or written_at(words, start, Sense(of.today)):
        return None
    sure = (
        english
        and (of.before().word in _HAPPENS or _is_heading(words, of.place - 1) or (coming and number.after > start + 1))
        and not may_have_happened(words, of.place)
    )
    if not sure or said_to_lie_ahead(of.text, of.token.start, of.token.end) is False:
        return unread(number.after)
    day = None if _is_hijri(of, number.after) else _next(of.today, number.value)
    return FoundDate(day, day, number.after)


def _is_heading(words: Tokens, at: int) -> bool:
    """Whether a journey stands there, and nothing but its owner before it: "my flight on the 26th"."""
    if not is_journey(words.word(at)):
        return False
    before = at - 1 - (words.word(at - 1) in _OWNERS)
    return words.word(before) in STOPS or not words.word(before)


def suffixed_day_at(of: Around) -> FoundDate | None:
    """«flying the 9th», «travel date 9th»: the next such day, where a journey leads to it."""
    words = of.words
    number, at = day_number(words, of.place), of.place - 1
    if number is None or number.after != of.place + 2 or not _ends(words, number.after):
        return None
    while at > of.place - _LONGEST_LEAD and words.word(at) in _LEADS:
        at -= 1
    corrects = words.word(at) in SUFFIXES and words.word(at + 1) not in ("the", "on")
    if not (is_journey(words.word(at)) or corrects) or not 0 < number.value <= _LONGEST_MONTH:
        return None
    gone = may_have_happened(words, of.place) or said_to_lie_ahead(of.text, of.token.start, of.token.end) is False
    day = None if gone or _is_hijri(of, number.after) else _next(of.today, number.value)
    return FoundDate(day, day, number.after)


def _is_hijri(of: Around, after: int) -> bool:
    """Whether the words around say that a day may be of the Hijri calendar: then its month is not known."""
    return True in calendars_of(of.words, of.place, after)


def _ends(words: Tokens, place: int) -> bool:
    """Whether no noun follows that a number would be of: «on the 3rd attempt», «يوم 3 محاولات»."""
    token = words.at(place)
    if token.word == "في" and words.word(place + 1) == "شهر":
        return False
    if token.word in STOPS and words.at(place + 1).is_number:
        return False
    return token.word in _BEHIND or token.word == "" or token.word in PARTS_OF_A_DAY or is_joined(token)


def _next(today: date, day: int) -> date | None:
    """The next such day, if this month or the next one has it."""
    for month in (today, today.replace(day=1) + timedelta(days=_LONGEST_MONTH + 1)):
        try:
            found = month.replace(day=day)
        except ValueError:
            return None
        if found >= today:
            return found
    return None
