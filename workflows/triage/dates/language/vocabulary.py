"""The words of dates, put together by what they are of: numbers, months, units, and what stands around them."""

from workflows.triage.dates.language.beside import AFTER_A_DAY, BEFORE_A_DAY, LESS_THAN, MORE_THAN
from workflows.triage.dates.language.gates import BOARDING_STARTS
from workflows.triage.dates.language.names import (
    EVENTS,
    FIRST_OF_TWINS,
    GREGORIAN,
    HIJRI,
    MONTH_PREFIXES,
    MONTH_WORDS,
    NEAR_DAYS,
    SECOND_OF_TWINS,
    TWIN_HIJRI,
    TWIN_MONTHS,
    WEEKDAYS,
)
from workflows.triage.dates.language.numbers import (
    ENGLISH_ORDINALS,
    FIRST_OF_MONTH,
    HALF,
    HUNDREDS,
    ONES,
    ORDER,
    ORDINALS,
    SOME,
    TEENS,
    TENS,
)
from workflows.triage.dates.language.particles import (
    ABSENT,
    AFTER,
    AFTER_IT,
    AGO,
    AIRPORT,
    AT_DATE,
    DARK_OR_NOON,
    EDGES,
    EITHER_WAY,
    EVERY,
    FILLERS,
    HAVE,
    LEFT,
    LESS,
    MONEY,
    MORE,
    NEXT,
    NOW,
    NUMBER_OF,
    OR,
    PARTS_OF_A_DAY,
    PAST,
    PAST_VERBS,
    PRESENT,
    REMAIN,
    SINCE_FUSED,
    SINCE_WORDS,
    THIS,
    TO,
    VALID,
    WAITING,
    WHICH,
    WORKING,
)
from workflows.triage.dates.language.units import FRIDAYS, FUSED_DAYS, PAIR, PLURAL, SINGULAR, UNITS

_COUNTS = (ONES, TEENS, TENS, HUNDREDS)
_NUMBERS = (*_COUNTS, ORDINALS, ENGLISH_ORDINALS, ORDER, FIRST_OF_MONTH, HALF, SOME)
_MONTHS = (GREGORIAN, HIJRI, TWIN_MONTHS, TWIN_HIJRI, FIRST_OF_TWINS, SECOND_OF_TWINS, MONTH_PREFIXES)
_LENGTHS = (SINGULAR, PLURAL, PAIR, FRIDAYS, FUSED_DAYS)
_LEADS = (AFTER, LEFT, VALID, WHICH, AGO, SINCE_WORDS, SINCE_FUSED, WAITING, HAVE, EITHER_WAY, REMAIN)
_WHICH_ONE = (NEXT, PAST, PAST_VERBS, AFTER_IT, THIS, EVERY, NOW)
_BESIDE = (AFTER_A_DAY, BEFORE_A_DAY, MORE_THAN, LESS_THAN)
_SMALL = (*_BESIDE, FILLERS, LESS, MORE, WORKING, TO, OR, AT_DATE)
_OF_A_TIME = (EVENTS, EDGES, PARTS_OF_A_DAY)
_OF_OTHER_THINGS = (AIRPORT, BOARDING_STARTS, PRESENT, ABSENT, NUMBER_OF, MONEY)
_NEAR_WORDS = frozenset(word for phrase in NEAR_DAYS for word in phrase)

EVERY_WORD = frozenset[str]().union(
    *_NUMBERS, *_MONTHS, WEEKDAYS, *_LENGTHS, *_LEADS, *_WHICH_ONE, *_SMALL, *_OF_A_TIME, *_OF_OTHER_THINGS, _NEAR_WORDS
)
"""Every word that any reader of dates asks for."""
NEAR_FIRST = frozenset(phrase[0] for phrase in NEAR_DAYS)
"""The first words of days near today."""
AMOUNT_STARTS = frozenset((*ONES, *TEENS, *TENS, *HUNDREDS, *PAIR, *HALF, *PLURAL, *SOME, *FUSED_DAYS, "ال", "("))
"""The words that a length of time may begin with, besides digits."""
WRITTEN_STARTS = frozenset((*MONTH_WORDS, "شهر", "month", *ORDINALS, *ENGLISH_ORDINALS, *MONTH_PREFIXES))
WRITTEN_STARTS |= FIRST_OF_MONTH
"""The words that a written date may begin with, besides digits."""
LENGTH_WORDS = frozenset((*UNITS, *PAIR, *FRIDAYS))
SIGNS_OF_DATES = frozenset(
    (*BOARDING_STARTS, *MONTH_WORDS, *WEEKDAYS, *LENGTH_WORDS, *FUSED_DAYS, *EVENTS, *AIRPORT, *EDGES)
)
SIGNS_OF_DATES |= NEAR_FIRST - AFTER - AGO - ORDER.keys() - {"the", "this"} | {"morrow", "moro", "nite"}
SIGNS_OF_DATES |= BOARDING_STARTS | DARK_OR_NOON
"""Without any of them, and without digits that look like a date, no text speaks of a day."""
