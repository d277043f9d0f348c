"""Lengths of time in a text: «مئتا يوم», «شهرين و5 أيام», «3 to 5 days», and those whose amount cannot be read."""

from workflows.triage.dates.language.amounts import Length, half_of, one_length, unit_at
from workflows.triage.dates.language.counts import count_at
from workflows.triage.dates.language.numbers import HALF
from workflows.triage.dates.language.particles import AND, FILLERS, OR, TO, WORKING
from workflows.triage.dates.language.tokens import Tokens, once
from workflows.triage.dates.language.units import (
    DAY,
    HOUR,
    PAIR,
    UNIT_WORDS,
    UNITS,
    WEEK,
)

_FEW = 31
DASHES = frozenset(("-", "−", "–", "—", "‐", "‑"))
_MINUS = frozenset(("ناقص", "ناقصه", "ناقصها", "سالب", "minus", "negative"))
_TAKING_OFF = frozenset(("الا", "ناقص", "minus", "less"))


@once
def length_at(words: Tokens, place: int) -> Length | None:
    """The length that begins at a place."""
    if not words.any(UNIT_WORDS, place, len(words)):
        return None
    found = one_length(words, place)
    if found is None or found.least is None:
        return found
    if found.bare:
        longer = _alternative(words, _longer(words, found))
        return found if longer.after == found.after else _working(words, longer)
    return _working(words, _alternative(words, _longer(words, found)))


def _longer(words: Tokens, found: Length) -> Length:
    """With what is added: «ونصف», «و5 أيام», «and a half»; what is taken off («إلا أسبوعا») is not reckoned."""
    token = words.at(found.after)
    if token.word in _TAKING_OFF and found.least and (less := one_length(words, found.after + 1)):
        return Length(None, None, less.after, at_least=found.least - (less.most or found.least / 2))
    if found.least is None or found.most is None:
        return found
    if not (token.joined or token.word in AND):
        return _and_at_once(words, found)
    place = words.past(found.after + (token.word in AND), ("a",))
    if words.word(place) in HALF:
        return _and_a_half(words, found, place + 1)
    if words.word(place) in ("ربع", "ثلث") and found.in_hours:
        return Length(found.least, found.most + HOUR / 2, place + 1)
    return _and_more(words, found, one_length(words, found.after + (token.word in AND)))


def _is_smaller(words: Tokens, found: Length, more: Length) -> bool:
    """Whether one unit more is of a smaller kind, and no noun stands behind that it is of: «شهر وأسبوع»."""
    unit = PAIR.get(words.word(found.after - 1)) or UNITS.get(words.word(found.after - 1)) or WEEK
    return more.least is not None and more.least < unit and not words.at(more.after).has_article


def _and_at_once(words: Tokens, found: Length) -> Length:
    """ "2 days 5 hours", "3 weeks, 2 days": a number of a smaller unit right behind."""
    at = found.after + (words.word(found.after) in (",", "،"))
    more = one_length(words, at) if not found.bare and words.at(at).is_number else None
    return _and_more(words, found, more) if more and not more.bare and _is_smaller(words, found, more) else found


def _and_more(words: Tokens, found: Length, more: Length | None) -> Length:
    if more is None or found.least is None or found.most is None:
        return found
    whole = more.least is not None and more.most is not None and (not more.bare or _is_smaller(words, found, more))
    if not whole or more.least is None or more.most is None:
        return Length(None, None, more.after)
    return Length(found.least + more.least, found.most + more.most, more.after)


def _and_a_half(words: Tokens, found: Length, after: int) -> Length:
    unit = PAIR.get(words.word(found.after - 1)) or UNITS.get(words.word(found.after - 1), DAY)
    least, most = half_of(unit)
    if least != most:  # nobody knows to which of two days half a day more leads
        return Length(None, None, after, at_least=found.least)
    return found if found.least is None or found.most is None else Length(found.least + least, found.most + most, after)


def _alternative(words: Tokens, found: Length) -> Length:
    """«يوم أو يومين», «two days or three»."""
    token, pair = words.at(found.after), PAIR.get(words.word(found.after))
    if found.bare and pair and pair == found.most and not token.joined:  # «يوم يومين»
        return found._replace(most=2 * pair, after=found.after + 1, bare=False)
    led = token.word in OR | TO
    if not led and token.prefix != "ل":
        return found
    more = one_length(words, found.after + led)
    if more is None or more.bare:
        return _or_more(words, found, found.after + led)
    if more is None or more.most is None or found.least is None:
        return found
    return Length(min(found.least, more.most), max(found.least, more.most), more.after)


def _or_more(words: Tokens, found: Length, place: int) -> Length:
    """«a day or two», «يومين لثلاثة»: another number of the same unit."""
    count, unit = (
        count_at(words, place),
        UNITS.get(words.word(found.after - 1)) or PAIR.get(words.word(found.after - 1)),
    )
    if count is None or unit is None or found.least is None or unit_at(words, count.after) or count.value > _FEW:
        return found
    most = count.value * unit
    return found._replace(most=most, after=count.after, bare=False) if most > found.least else found


def _working(words: Tokens, found: Length) -> Length:
    """Working days are counted by a calendar, which nobody named."""
    before = words.word(found.after - 2)
    if words.word(found.after) in WORKING or before in ("working", "business"):
        return Length(None, None, found.after + 1, at_least=found.least)
    return found


def is_below_zero(words: Tokens, place: int, lead: int = -1) -> bool:
    """Whether the number at a place has a minus: «-3 أيام», «ناقص 3», "minus 3"; behind its lead a dash may be one."""
    before, number, behind = words.at(place - 1), words.at(place), words.at(place + 1)
    if place - 1 != lead and before.word in _MINUS:
        return True
    if behind.word in DASHES and number.end == behind.start and behind.end != words.at(place + 2).start:
        return True
    if before.word not in DASHES:
        return False
    apart = words.at(place - 2).end != before.start or not words.word(place - 2).isalnum()
    return place - 2 == lead or (before.end == number.start and apart)


def skip_fillers(words: Tokens, place: int) -> int:
    """The place behind words that change no length: «حوالي», «about», «the»."""
    return words.past(place, FILLERS)
