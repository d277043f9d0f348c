"""Lengths ahead of now by what stands behind them: «عندي أسبوع على السفر», «20 يوم باقي», «4 days until my trip»."""

from workflows.triage.dates.around import (
    JOURNEY,
    OWN,
    STOPS,
    Around,
    FoundDate,
    bound_before,
    day_after,
    is_now,
    some_units,
    unread,
    within,
)
from workflows.triage.dates.clauses.bounds import said_to_lie_ahead
from workflows.triage.dates.clauses.extent import is_joined
from workflows.triage.dates.counted.ago import days_gone
from workflows.triage.dates.language.amounts import Length
from workflows.triage.dates.language.denials import EXCEPTIONS
from workflows.triage.dates.language.lengths import is_below_zero, length_at, skip_fillers
from workflows.triage.dates.language.particles import EVERY, FILLERS, HAVE, LEFT, REMAIN, TO_ME
from workflows.triage.dates.language.tokens import Tokens

_ONLY = FILLERS | EXCEPTIONS
_LABEL = FILLERS | {":", "=", "-", "is", "are", "validity", "time", "period", "duration", "days", "stay"}
_COUNTED_OTHERWISE = frozenset(("ago", "back", "before", "after", "later", "from", "prior", "earlier"))
_MINE = OWN | TO_ME | HAVE


def counted_at(of: Around) -> FoundDate | None:
    """A length with what says where it goes behind it: «5 days left», «20 يوم باقي», «3 days ago», «4 days until …»."""
    words = of.words
    length = length_at(words, of.place)
    if length is None or length.bare:
        return None
    if is_below_zero(words, of.place):
        return unread(length.after)
    at, bounded = length.after, bound_before(words, of.place) is not None
    if words.word(at) == "later" and words.word(at + 1) != "than":
        ahead = said_to_lie_ahead(of.text, of.token.start, of.token.end) and not bounded
        return _plain_ahead(of, length, at + 1) if ahead else unread(at + 1)
    if words.word(at) in ("ago", "back"):
        return days_gone(of, length, at + 1, more=bounded)
    after = _behind_what_leads_on(words, of.place, skip_fillers(words, at))
    if bounded:
        is_most = after and bound_before(words, of.place) is False
        return within(of, length, after) if after and is_most else unread(at)
    return _plain_ahead(of, length, after) if after else None


def _behind_what_leads_on(words: Tokens, place: int, at: int) -> int | None:
    """The place behind what says that a length from one place to another lies ahead."""
    for skipped in (0, 1):
        if words.word(at + skipped) in REMAIN or (words.word(at + skipped) in LEFT and not skipped):
            return at + skipped + 1
    if words.word(at) == "from" and is_now(words, at + 1):
        return at + 2
    if words.words(at, 2) == ("to", "go"):
        return at + 2
    had = _has(words, place - 1) and words.word(at) in ("علي", "قبل", "before", "to", "حتي")
    return at + 1 if had or _until(words, at) else None


def _has(words: Tokens, place: int) -> bool:
    """Whether «I have», «عندي», stands before a length, perhaps with «only» between."""
    while words.word(place) in _ONLY and words.word(place):
        place -= 1
    return words.word(place) in HAVE


def had_at(of: Around) -> FoundDate | None:
    """«أمامي أسبوع على السفر», «عندي يوم قبل الرحلة»: a unit is a length where something follows."""
    at = skip_fillers(of.words, of.place + 1)
    length = length_at(of.words, at)
    if length is None or not length.bare or not _behind_what_leads_on(of.words, at, length.after):
        return None
    return _plain_ahead(of, length, length.after + 1)


def unit_left_at(of: Around) -> FoundDate | None:
    """«أسبوع باقي», «أقل من يوم باقي»: one of a unit, with what says that it is left right behind it."""
    words = of.words
    length = length_at(words, of.place)
    if length is None or not length.bare or words.word(length.after) not in LEFT or of.before().word in EVERY:
        return None
    bound = bound_before(words, of.place)
    if bound is None:
        return _plain_ahead(of, length, length.after + 1)
    return unread(length.after + 1) if bound else within(of, length, length.after + 1)


def labelled_at(of: Around) -> FoundDate | None:
    """«remaining: 3 days», "remaining validity 10 days"."""
    words = of.words
    at = words.past(of.place + 1, _LABEL)
    length = length_at(words, at)
    told = of.token.word == "remaining" or words.word(at - 1) in (":", "=")
    if length is None or length.bare or not told or words.word(length.after) in _COUNTED_OTHERWISE:
        return None
    return unread(length.after) if is_below_zero(words, at, of.place) else _plain_ahead(of, length, length.after)


def either_way_at(of: Around) -> FoundDate | None:
    """«بقالي يومين على السفر»: time left in the east, in Egypt gone by unless something lies ahead of it."""
    length = length_at(of.words, skip_fillers(of.words, of.place + 1))
    if length is None:
        return None
    if _until(of.words, length.after):
        return _plain_ahead(of, length, length.after + 1)
    return unread(length.after)


def _until(words: Tokens, at: int) -> bool:
    word, following = words.word(at), words.word(at + 1)
    if word in ("until", "till"):
        return True
    towards = word in ("علي", "عن") or (word in ("ل", "لل", "ع") and following != "")
    attached = word.startswith(("عال", "لل")) and any(part in word for part in JOURNEY)
    return attached or (towards and any(part in following for part in JOURNEY))


def _plain_ahead(of: Around, length: Length, after: int) -> FoundDate:
    if length.least is None or length.most is None:
        return some_units(of, length)._replace(after=after)
    return FoundDate(day_after(of.now, length.least), day_after(of.now, length.most), after)


def still_at(of: Around) -> FoundDate | None:
    """«مازال لي 5 أيام وأسافر»: so much is still left, where nothing stands behind it that it would be of."""
    words, at = of.words, of.place + 1
    if words.word(at) not in _MINE:
        return None
    length = length_at(words, skip_fillers(words, at + 1))
    if length is None:
        return None
    token = words.at(length.after)
    ends = token.word == "" or token.word in STOPS or is_joined(token) or _until(words, length.after)
    return _plain_ahead(of, length, length.after) if ends or token.word == "قبل" else None
