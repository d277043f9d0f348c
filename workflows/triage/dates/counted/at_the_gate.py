"""Who is at the airport or at a border now travels today: «عالقين بمطار جدة», "at passport control", "is boarding"."""

from workflows.triage.dates.around import STOPS, Around, FoundDate
from workflows.triage.dates.counted.day_names import in_days
from workflows.triage.dates.language.gates import (
    AT,
    BOARDING,
    BY,
    GATE_NAMES,
    HAS_BEGUN,
    HELD_BACK,
    NO_GATE_BEHIND,
    OF_LEAVING,
    PEOPLE,
    STANDING,
)
from workflows.triage.dates.language.names import NEAR_DAYS
from workflows.triage.dates.language.particles import ABSENT, AGO, GATES, PAST, PRESENT
from workflows.triage.dates.language.tokens import Tokens

_BEFORE, _BEHIND = 6, 2
"""Words on either side that tell who is there, and when."""
_LONGEST_NAME = 4
"""Words of an English airport's name, before the word for it."""
_AT_PREFIXES = ("ب", "بال", "وب", "وبال")
_GONE = PAST | AGO - {"من"}
_IS = frozenset(("is", "are", "s"))
_NEAR_WORDS = frozenset(word for phrase in NEAR_DAYS for word in phrase if phrase[-1] != "today") - {
    *("the", "day", "after", "من"),
}


def gate_at(of: Around) -> FoundDate | None:
    """A place that people leave from, where somebody is now: «أنا الآن في المطار», «واقف عند جسر الملك فهد»."""
    words = of.words
    size = next((len(name) for name in GATE_NAMES if words.words(of.place, len(name)) == name), 0)
    behind = of.place + size
    if not size or _is_other(of, behind) or (lead := _lead(of)) is None:
        return None
    before = range(max(lead - _BEFORE, 0), lead + 1)
    near = [words.word(at) for at in (*before, *range(behind, behind + _BEHIND))]
    if any(word in ABSENT or word in _NEAR_WORDS or word in _GONE for word in near):
        return None
    if words.word(lead) in BY:
        return in_days(of, 0, size) if any(HELD_BACK.fullmatch(words.word(at)) for at in before) else None
    here = any(word in PRESENT or STANDING.fullmatch(word) for word in near) or _is_somebody(words, lead)
    return in_days(of, 0, size) if here else None


def _is_other(of: Around, behind: int) -> bool:
    """Whether the words name another place: «بوابة أبشر», «منفذ البيع», "border number"."""
    following = of.words.word(behind)
    if of.token.word in GATES and not following.startswith(OF_LEAVING):
        return True
    return following in NO_GATE_BEHIND


def _lead(of: Around) -> int | None:
    """The place of the word or the prefix that leads to the place: «في», "at", "in Jeddah …"."""
    if of.token.prefix in _AT_PREFIXES:
        return of.place - 1
    longest = _LONGEST_NAME if of.token.word.isascii() else 1
    for at in range(of.place - 1, of.place - 1 - longest, -1):
        if of.words.word(at) in AT or of.words.word(at) in BY:
            return at
        if of.words.word(at) in STOPS:
            return None
    return None


def _is_somebody(words: Tokens, lead: int) -> bool:
    """«سائقي في المطار», "my wife is at the airport": a person is all that is said to be there."""
    if words.word(lead) not in AT:
        lead += 1
    person = words.word(lead - 1)
    return PEOPLE.fullmatch(words.word(lead - 2) if person in _IS else person) is not None


def boarding_at(of: Around) -> FoundDate | None:
    """«بدأ الصعود», "my flight is boarding", "final call": who is called to the aircraft leaves now."""
    words = of.words
    size = next((len(name) for name in BOARDING if words.words(of.place, len(name)) == name), 0)
    near = {of.before().word, of.before(2).word, words.word(of.place + size)}
    held = any(HELD_BACK.fullmatch(of.before(distance).word) for distance in (1, 2, 3))
    begun = held or size > 1 or not HAS_BEGUN.isdisjoint(near)
    return in_days(of, 0, size) if size and begun and words.word(of.place + size) not in NO_GATE_BEHIND else None
