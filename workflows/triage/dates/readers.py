"""Who reads what begins at a place of a text: the readers of dates, by the words that each of them asks for."""

from collections.abc import Callable

from workflows.triage.dates.agreement import number_with_weekday, weekday_with_date, with_date_behind, written_in
from workflows.triage.dates.around import Around, FoundDate
from workflows.triage.dates.counted.ago import ago_at
from workflows.triage.dates.counted.ahead import ahead_at
from workflows.triage.dates.counted.at_the_gate import boarding_at, gate_at
from workflows.triage.dates.counted.day_names import clock_at, near_day_at, part_of_day_at, this_day_at
from workflows.triage.dates.counted.from_a_day import counted_from_at, counted_on, may_be_counted_from
from workflows.triage.dates.counted.led_on import counted_at, either_way_at, had_at, labelled_at, still_at, unit_left_at
from workflows.triage.dates.counted.lone_days import lone_day_at, suffixed_day_at
from workflows.triage.dates.counted.month_weekdays import month_weekday_at
from workflows.triage.dates.counted.periods import ARABIC_PERIODS, period_at
from workflows.triage.dates.counted.weekdays import weekday_at
from workflows.triage.dates.language.gates import BOARDING_STARTS
from workflows.triage.dates.language.names import EVENTS, WEEKDAYS
from workflows.triage.dates.language.numbers import ENGLISH_ORDINALS, ORDER
from workflows.triage.dates.language.particles import (
    AFTER,
    AGO,
    AIRPORT,
    DARK_OR_NOON,
    EDGES,
    EITHER_WAY,
    HAVE,
    LEFT,
    NEXT,
    PAST,
    REMAIN,
    SINCE_FUSED,
    SINCE_WORDS,
    STILL_THERE,
    THIS,
    VALID,
    WAITING,
)
from workflows.triage.dates.language.tokens import Token
from workflows.triage.dates.language.units import SINGULAR
from workflows.triage.dates.language.vocabulary import AMOUNT_STARTS, NEAR_FIRST, WRITTEN_STARTS
from workflows.triage.dates.written.month_days import SUFFIXES
from workflows.triage.dates.written.reader import RANGE_STARTS

Reader = Callable[[Around], FoundDate | None]
_UNITS = frozenset(word for word in SINGULAR if not word.isascii())
_DAY_LEADS = frozenset({"يوم", "نهار", "تاريخ", "on"})
_READERS: tuple[tuple[frozenset[str], Reader], ...] = (
    (frozenset(ORDER), month_weekday_at),
    (NEAR_FIRST, near_day_at),
    (frozenset({"يوم", "ليله"}), this_day_at),
    (_DAY_LEADS, number_with_weekday),
    (_DAY_LEADS, lone_day_at),
    (frozenset(WEEKDAYS), weekday_at),
    (AFTER | LEFT | VALID, ahead_at),
    (AGO | WAITING | SINCE_WORDS | SINCE_FUSED, ago_at),
    (EITHER_WAY, either_way_at),
    (HAVE, had_at),
    (REMAIN - {"away"}, labelled_at),
    (STILL_THERE, still_at),
    (EDGES | NEXT | PAST | THIS | EVENTS | {*ARABIC_PERIODS, "week", "month"}, period_at),
    (_UNITS, unit_left_at),
    (AIRPORT, gate_at),
    (BOARDING_STARTS, boarding_at),
    (DARK_OR_NOON, part_of_day_at),
    (frozenset({"ساعه", "at"}), clock_at),
)
_OF_NEAR_DAYS = (near_day_at, this_day_at)
_BY_WORD: dict[str, tuple[Reader, ...]] = {
    word: tuple(reader for signs, reader in _READERS if word in signs) for signs, _ in _READERS for word in signs
}
_COUNTED_FROM = AMOUNT_STARTS | ENGLISH_ORDINALS.keys() | {"the", "day", "week", "يوم", "نهار", "بعد", "عقب", "قبل"}
"""The words that a day counted from another may begin with, besides digits."""
_STARTS = frozenset((*_BY_WORD, *WRITTEN_STARTS, *_COUNTED_FROM, *RANGE_STARTS))


def may_begin(token: Token) -> bool:
    """Whether a date or a length of time may begin with a word."""
    return token.word in _STARTS or token.is_number


def date_at(of: Around, *, has_month: bool) -> FoundDate | None:
    """The date that begins at a place; written ones without digits are only looked for where a month is named."""
    found = _counted_from_another(of, has_month) or _alone(of, has_month)
    return counted_on(of, found) if found else None


def _counted_from_another(of: Around, has_month: bool) -> FoundDate | None:
    if not (of.token.is_number or of.token.word in _COUNTED_FROM):
        return None
    if not may_be_counted_from(of) or near_day_at(of):
        return None
    return counted_from_at(of, lambda there: _alone(there, has_month))


def _alone(of: Around, has_month: bool) -> FoundDate | None:
    token = of.token
    if (has_month or token.is_number) and (written := written_in(of)):
        return FoundDate(*written)
    if token.word in WEEKDAYS and (found := month_weekday_at(of) or weekday_with_date(of)):
        return found
    for reader in _BY_WORD.get(token.word, ()):
        if found := reader(of):
            return with_date_behind(of, found) if reader in _OF_NEAR_DAYS else found
    counted = counted_at(of) if token.is_number or token.word in AMOUNT_STARTS else None
    return counted or (_numbered_day(of) if token.is_number else None)


def _numbered_day(of: Around) -> FoundDate | None:
    """«the 3rd Friday of March», «the 9th (Friday)», «flying the 9th»."""
    if of.behind().word not in SUFFIXES:
        return number_with_weekday(of)
    return month_weekday_at(of) or number_with_weekday(of) or suffixed_day_at(of)
