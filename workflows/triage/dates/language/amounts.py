"""Numbers with their units: «خمستيام», «عشرة (10) أيام», «3 إلى 5 أيام», one of a unit, and amounts nobody can read."""

from datetime import timedelta
from typing import NamedTuple

from workflows.triage.dates.language.counts import Quantity, count_at
from workflows.triage.dates.language.names import GREGORIAN, HIJRI, WEEKDAYS
from workflows.triage.dates.language.numbers import HALF, ONES, ORDINALS, SOME
from workflows.triage.dates.language.particles import AND, OR, PARTS_OF_A_DAY, TO, WORKING
from workflows.triage.dates.language.tokens import Tokens
from workflows.triage.dates.language.units import (
    COUNTED_FORMS,
    DAY,
    FRIDAYS,
    FUSED_DAYS,
    MONTH,
    PAIR,
    PLURAL,
    SINGULAR,
    UNITS,
    WEEK,
    YEAR,
)

_BEFORE_A_NUMBER = frozenset(("ال", "(", "next", "coming", "following"))
_BEFORE_A_UNIT = WORKING | {"of", "من", "-", "more", "next", "full", "calendar", "تقريبا", "فقط", ")"}
_NUMBERS = range(1, 10_000)
_POINTS = (".", ",", "٫", "٬")
_AFTER_A = SOME | {"couple", "dozen", "single"}


class Length(NamedTuple):
    """A length, or a range of two, and the place behind it. Nobody knows how long one without `least` is."""

    least: timedelta | None
    most: timedelta | None
    after: int
    bare: bool = False
    """A unit without a number: one of it, where the words before it leave no doubt."""
    at_least: timedelta | None = None
    """Of a length that cannot be read, what it has at least: «for months», «7 working days»."""

    @property
    def in_hours(self) -> bool:
        """Whether it is counted in hours and minutes."""
        return self.least is not None and self.least % DAY != timedelta(0)


def unit_at(words: Tokens, place: int) -> timedelta | None:
    """The unit at a place, unless its word names a day, a month or a year there: «يوم الخميس», «شهر رمضان»."""
    word = words.word(place)
    unit = UNITS.get(word)
    if unit is None:
        return _fridays(words, place)
    if words.at(place).word in PLURAL:
        return unit
    following = words.at(place + 1)
    named = following.word in WEEKDAYS and (following.definite or following.word.isascii())
    months = following.word in GREGORIAN or following.word in HIJRI
    return None if named or months or (following.is_number and not following.joined) else unit


def _fridays(words: Tokens, place: int) -> timedelta | None:
    """A week that is called by its Friday: «بعد جمعة»; with the article, or behind «يوم», it is the day."""
    token, lead = words.at(place), words.word(place - 1)
    named = token.prefix.strip("وف") != "" or lead in ("يوم", "نهار", "صلاه", "خطبه", *PARTS_OF_A_DAY)
    return WEEK if token.word in FRIDAYS and not named else None


def one_length(words: Tokens, place: int) -> Length | None:
    """The length of one number and its unit, before anything is added to it."""
    place = _start(words, place)
    if whole := FUSED_DAYS.get(words.word(place)):
        return Length(whole, whole, place + 1)
    if words.word(place) in PAIR:
        return _pair(words, place)
    if words.word(place) in HALF or (words.word(place) in ("ربع", "ثلث") and words.word(place + 1) == "ساعه"):
        return _half(words, place)
    return _fraction(words, place) or _counted(words, place) or _uncounted(words, place)


def _fraction(words: Tokens, place: int) -> Length | None:
    """«2.5 شهر», which is no whole number of days."""
    pointed = words.at(place).is_number and words.word(place + 1) in _POINTS and words.at(place + 2).is_number
    at_once = words.at(place).end == words.at(place + 1).start and words.at(place + 1).end == words.at(place + 2).start
    return Length(None, None, place + 4) if pointed and at_once and _counted_unit(words, place + 3) else None


def _start(words: Tokens, place: int) -> int:
    """The place of the number: behind an article that stands alone, «next», or the first two words of «a couple of»."""
    place = words.past(place, _BEFORE_A_NUMBER)
    return place + 1 if words.word(place) == "a" and words.word(place + 1) in _AFTER_A else place


def _pair(words: Tokens, place: int) -> Length:
    """Two of a unit, or «two or three» in dialect."""
    unit = PAIR[words.word(place)]
    more = count_at(words, place + 1)
    if more and more.value == 3 and not words.at(place + 1).joined and unit_at(words, more.after) is None:
        return Length(2 * unit, 3 * unit, place + 2)
    return Length(2 * unit, 2 * unit, place + 1)


def _half(words: Tokens, place: int) -> Length | None:
    """Half of a unit, and of an hour also less."""
    place += 1 + (words.word(place + 1) in ("a", "an"))
    unit = unit_at(words, place)
    half = 6 * MONTH if unit == YEAR else unit / 2 if unit else None
    if half and half > DAY and half % DAY:
        return Length(None, None, place + 1, at_least=half)
    return Length(half, half, place + 1) if half else None


def _counted(words: Tokens, place: int) -> Length | None:
    """A number and its unit, perhaps with a half or to another number."""
    if _in_a_fraction(words, place) or (count := count_at(words, place)) is None or count.value not in _NUMBERS:
        return None
    return _with_its_unit(words, count) or _with_a_half(words, count) or _to_another(words, count)


def _with_its_unit(words: Tokens, count: Quantity) -> Length | None:
    after, same = _past_echo(words, count)
    after = _to_the_unit(words, after)
    if unit := _counted_unit(words, after):
        return _times(unit, count.value, count.value, after + 1) if same else Length(None, None, after + 1)
    unit = PAIR.get(words.word(after)) or unit_at(words, after)
    if count.value % 100 == 0 and words.at(after).joined and unit:  # «مئة ويومان»
        number = count.value + 1 + (words.word(after) in PAIR)
        return _times(unit, number, number, after + 1)
    return None


def _past_echo(words: Tokens, count: Quantity) -> tuple[int, bool]:
    """The place behind a number that is said again, «عشرة (10) أيام», and whether it is the same number."""
    again = count_at(words, count.after + 1) if words.word(count.after) == "(" else None
    if again is None or words.word(again.after) != ")":
        return count.after, True
    return again.after + 1, again.value == count.value


def _to_another(words: Tokens, count: Quantity) -> Length | None:
    """«3 إلى 5 أيام», «تلات اربع أيام»."""
    led = words.word(count.after) in TO | OR
    last = count_at(words, count.after + led)
    if last is None or not (led or last.value == count.value + 1):
        return None
    after = _to_the_unit(words, last.after)
    unit = _counted_unit(words, after)
    return _times(unit, count.value, last.value, after + 1) if unit else None


def _with_a_half(words: Tokens, count: Quantity) -> Length | None:
    """«two and a half months», «3 ونصف شهر»."""
    token = words.at(count.after)
    at = words.past(count.after + (token.word in AND), ("a",))
    unit = _counted_unit(words, at + 1)
    if unit is None or words.word(at) not in HALF or not (token.joined or token.word in AND):
        return None
    least, most = half_of(unit)
    if least != most:
        return Length(None, None, at + 2, at_least=count.value * unit + least)
    return Length(count.value * unit + least, count.value * unit + most, at + 2)


def half_of(unit: timedelta) -> tuple[timedelta, timedelta]:
    """Half a unit; of days whole ones."""
    if unit < DAY:
        return unit / 2, unit / 2
    return timedelta(days=unit.days // 2), timedelta(days=(unit.days + 1) // 2)


def _counted_unit(words: Tokens, place: int) -> timedelta | None:
    """A unit behind a number: it is one whatever follows."""
    if words.at(place).joined:
        return None
    return UNITS.get(words.word(place)) or _fridays(words, place)


def _to_the_unit(words: Tokens, place: int) -> int:
    """The place behind «of», «من», «more», «full», «-»; the kind of day is looked at later."""
    return words.past(place, _BEFORE_A_UNIT)


def _in_a_fraction(words: Tokens, place: int) -> bool:
    """Whether a number is the end of one with a point, or of a date: «2.5», «1/2»."""
    before, token = words.at(place - 1), words.at(place)
    attached = before.end == token.start and words.at(place - 2).end == before.start
    return token.is_number and before.word in (*_POINTS, "/", ":") and attached and words.at(place - 2).is_number


def _times(unit: timedelta, least: int, most: int, after: int) -> Length:
    return Length(least * unit, most * unit, after) if least <= most else Length(None, None, after)


def _uncounted(words: Tokens, place: int) -> Length | None:
    """A unit without a number before it: «الأيام الثلاثة», «أسبوع واحد», «some days», one day."""
    if words.word(place) in SOME and words.word(place + 1) in PLURAL:
        return _some(PLURAL[words.word(place + 1)], place + 2)
    unit, word = unit_at(words, place), words.word(place)
    if unit is None or (counted := _counted_behind(words, place, unit)):
        return counted if unit else None
    if word in PLURAL:
        return _some(unit, place + 1)
    known = word not in COUNTED_FORMS and words.word(place + 1) not in ORDINALS
    return Length(unit, unit, place + 1, bare=True) if known else Length(None, None, place + 1)


def _some(unit: timedelta, after: int) -> Length:
    return Length(None, None, after, at_least=2 * unit)


def _counted_behind(words: Tokens, place: int, unit: timedelta) -> Length | None:
    """A unit with its number behind it: «الأيام الثلاثة», «الـ3 أيام», «يوم واحد»."""
    token, behind = words.at(place), place + 1 + (words.word(place + 1) == "ال")
    count = None if words.at(place + 1).joined else count_at(words, behind)
    if count is None or words.word(count.after) in UNITS:
        return None
    one = token.word in SINGULAR and count.value == 1 and words.word(behind) in ONES
    many = token.word in PLURAL and (token.definite or token.word.isascii()) and not words.word(behind).isascii()
    return Length(count.value * unit, count.value * unit, count.after) if one or many else None
