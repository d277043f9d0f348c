"""Journeys that are called off, moved to another day, or were only once to be."""

from workflows.triage.dates.around import STOPS
from workflows.triage.dates.clauses.content import content_of, has_a_clause_of_its_own
from workflows.triage.dates.clauses.extent import is_journey
from workflows.triage.dates.language.denials import (
    CALLED_OFF,
    CALLING_OFF,
    CHANGED,
    EXTENDED,
    FORMER,
    FROM_US,
    GONE,
    IF,
    LOST,
    MISSED,
    ONCE,
    ORDINALS,
)
from workflows.triage.dates.language.tokens import Tokens

_WHAT_WAS_HAD = ("a", "an", "my", "our", "to", "the", "been", "planned", "booked")
NEAR = 5
"""Words before a day that may say of what plan it is."""
_PLANS = frozenset(("date", "dates", "day", "one", "time", "schedule", "appointment", "plan", "flight", "trip"))
_PLANS |= {"travel", "ticket", "booking", "departure", "يوم", "تاريخ", "reservation"}
_PLAN_PARTS = ("تاريخ", "موعد", "سفر", "رحل", "حجز", "تذكر", "طيار")
_MOVED = CALLED_OFF | CHANGED
_ENDS = CALLED_OFF | CALLING_OFF | LOST | MISSED
_PUT_TO = _MOVED | EXTENDED
_TOWARDS = frozenset(("الي", "to", "until", "till", "حتي", "ل", "لغايه", "لين", "through"))
_FROM = frozenset(("من", "from"))
_IS_NOW = frozenset(("is", "are", "am", "expires", "now", "became", "becomes", "صار", "صارت", "صرت", "اصبح", "اصبحت"))
OF_A_DAY = frozenset(("'", "’", "`", "s"))
"""Between a day and what is of it: "tomorrow's flight"."""
_BEFORE_A_DAY = frozenset(("يوم", "نهار", "تاريخ", "the", "on"))
_FORMER_DAYS = FORMER - ORDINALS
_ONCE = ONCE | {"had", "would"}
TELLING = FORMER | _ENDS | _ONCE
"""Without any of these words nothing is told of a plan that was, or that is called off by its day."""


def is_called_off(words: Tokens, start: int, at: int, place: int) -> bool:
    """«ألغيت رحلتي غدا»; what is put off to a day is on that day."""
    if _leads_to(words, place):
        return False
    if any(is_journey(words.word(each)) for each in content_of(words, at + 1, place)[:2]):
        return True
    return words.word(at) in CALLED_OFF and words.any(is_journey, start, at)


def tells_of_loss(words: Tokens, at: int) -> bool:
    """«خسرت», «راحت علينا»."""
    return words.word(at) in LOST or (words.word(at) in GONE and words.word(at + 1) in FROM_US)


def is_lost(words: Tokens, at: int, place: int) -> bool:
    """«خسرت تذكرة الجمعة», «طارت علينا رحلة السبت»: a journey itself is lost, not a paper beside it."""
    content = (words.word(each) for each in content_of(words, at + 1, place) if words.word(each) not in FROM_US)
    return tells_of_loss(words, at) and is_journey(next(content, ""))


def is_called_off_by_its_day(words: Tokens, start: int, place: int, after: int) -> bool:
    """ "I cancelled my 10 Jan flight": the day stands before the journey that is called off."""
    after = words.past(after, OF_A_DAY)
    if not any(is_journey(words.word(each)) for each in (after, after + 1)):
        return False
    return any(not content_of(words, at + 1, place) for at in words.those(_ENDS, start, place))


def is_moved_from(words: Tokens, start: int, at: int, place: int) -> bool:
    """«غيرت رحلتي من بكرة إلى الخميس»: the first of the two days is one that holds no longer."""
    if words.word(at) not in CHANGED:
        return False
    if words.word(_lead(words, place)) not in _FROM and words.word(place) not in _FROM:
        return False
    return words.any(is_journey, start, place)


def is_of_a_former_plan(words: Tokens, place: int) -> bool:
    """Whether the words before a day say that it was that of a plan before: «التاريخ القديم», "old date: …"."""
    if words.word(_lead(words, place)) in _FORMER_DAYS:
        return True
    former = words.those(FORMER, place - NEAR, place)
    return any(_is_of_a_plan(words, at) and not words.any(STOPS, at, place) for at in former)


def _is_of_a_plan(words: Tokens, at: int) -> bool:
    """Whether the noun of an adjective is of a journey: behind it in English, before it in Arabic."""
    noun = words.word(at + 1) if words.word(at).isascii() else words.word(at - 1)
    return noun in _PLANS or any(part in noun for part in _PLAN_PARTS)


def is_moved_to(words: Tokens, start: int, place: int) -> bool:
    """«was postponed to Friday», «تأجلت ليوم الأحد»: the day that something is put to holds."""
    return words.any(_PUT_TO, start, place) and _leads_to(words, place)


def _leads_to(words: Tokens, place: int) -> bool:
    """Whether the words before a day say that something is put to it."""
    lead = _lead(words, place)
    return words.word(lead) in _TOWARDS or any(words.at(each).prefix[:1] == "ل" for each in range(lead + 1, place + 1))


def _lead(words: Tokens, place: int) -> int:
    lead = place - 1
    while lead > place - 3 and words.word(lead) in _BEFORE_A_DAY:
        lead -= 1
    return lead


def was_once(words: Tokens, start: int, place: int) -> bool:
    """Whether a day to come is only where something was to be: «كانت رحلتي يوم الأحد», «I was to fly tomorrow»."""
    once = words.those(_ONCE, start, place)
    if not once or is_moved_to(words, start, place):
        return False
    for at in reversed(once):
        had = (words.word(at) == "had" and words.word(at + 1) in _WHAT_WAS_HAD) or words.word(at) == "would"
        had = had and (words.word(at) == "had" or words.word(at + 1) == "have")
        if not (had or words.word(at) in ONCE) or words.word(at - 1) in IF:
            continue
        content = content_of(words, at + 1, place)
        is_now = any(words.word(each).removeprefix("و") in _IS_NOW for each in range(at + 1, place))
        return not (is_now or has_a_clause_of_its_own(words, content))
    return False
