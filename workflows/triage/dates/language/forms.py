"""Every known word with the prefixes it may stand with: «وبالثلاثة»."""

from collections.abc import Iterable
from typing import NamedTuple

from workflows.triage.dates.language.denials import NEGATORS
from workflows.triage.dates.language.names import (
    EVENTS,
    FIRST_OF_TWINS,
    GREGORIAN,
    HIJRI,
    MONTH_PREFIXES,
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
from workflows.triage.dates.language.spelling import words
from workflows.triage.dates.language.units import FRIDAYS, FUSED_DAYS, PAIR, PLURAL, SINGULAR

_NUMBERS = (ONES, TEENS, TENS, HUNDREDS, ORDINALS, ENGLISH_ORDINALS, ORDER)
_MONTH_WORDS = (GREGORIAN, HIJRI, TWIN_MONTHS, TWIN_HIJRI, FIRST_OF_TWINS, SECOND_OF_TWINS, MONTH_PREFIXES)
_TIME_WORDS = (WEEKDAYS, SINGULAR, PLURAL, PAIR, AFTER, LEFT, VALID, WHICH, AGO, SINCE_WORDS, WAITING, HAVE, NEXT, PAST)
_SMALL = (FILLERS, LESS, MORE, WORKING, TO, OR, HALF, REMAIN, NOW, PRESENT, EVENTS, EDGES, AT_DATE, THIS, EVERY)
_OTHERS = (
    FIRST_OF_MONTH,
    SINCE_FUSED,
    EITHER_WAY,
    PARTS_OF_A_DAY,
    FRIDAYS,
    FUSED_DAYS,
    SOME,
    AIRPORT,
    PAST_VERBS,
    NUMBER_OF,
    MONEY,
    ABSENT,
    AFTER_IT,
)


class Form(NamedTuple):
    """A known word, and the prefix it stands with."""

    word: str
    prefix: str


_PREFIXES = ("ال", "ب", "ل", "و", "ف", "وال", "بال", "لل", "فال", "وب", "ول", "وبال", "ولل", "هال", "ف")
_ALONE = frozenset(
    words("آب h min جي ماي من في و ال ب ل حد س الى إلى او أو انا ما لا حول هذا هذه ده دا دي هاي هاد لي الي يلي the")
)


def _forms(groups: Iterable[Iterable[str]]) -> dict[str, Form]:
    every = {word for group in groups for word in group}
    every |= {word for phrase in NEAR_DAYS for word in phrase}
    known = {word: Form(word, "") for word in every | NEGATORS}
    for prefix in _PREFIXES:
        for word in every - _ALONE:
            if "\u0621" <= word[0] <= "\u064a" and len(word) > 1:
                known.setdefault(prefix + word, Form(word, prefix))
    return known | {"الحد": Form("حد", "ال"), "لحد": Form("حد", "ال"), "لربعا": Form("اربعا", "ال")}


FORMS = _forms((*_NUMBERS, *_MONTH_WORDS, *_TIME_WORDS, *_SMALL, *_OTHERS))
"""Every known word in each of its forms."""
