"""Lengths of time in a text: «مئتا يوم», «شهرين و5 أيام», «3 to 5 days», and those whose amount cannot be read."""

from datetime import timedelta
from typing import NamedTuple

from workflows.triage.dates.language.counts import Quantity, count_at
from workflows.triage.dates.language.names import GREGORIAN, HIJRI, WEEKDAYS
from workflows.triage.dates.language.numbers import HALF, ONES, ORDINALS, SOME
from workflows.triage.dates.language.particles import AND, FILLERS, OR, PARTS_OF_A_DAY, TO, WORKING
from workflows.triage.dates.language.tokens import Tokens
from workflows.triage.dates.language.units import (
    COUNTED_FORMS,
    DAY,
    FRIDAYS,
    FUSED_DAYS,
    HOUR,
    PAIR,
    PLURAL,
    SINGULAR,
    UNITS,
    WEEK,
)

_BEFORE_A_NUMBER = frozenset(("ال", "(", "next", "coming", "following"))
_BEFORE_A_UNIT = WORKING | {"of", "من", "-", "more", "next", "full", "calendar", "تقريبا", "فقط", ")"}
_FEW = 31
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


def length_at(words: Tokens, place: int) -> Length | None:
    """The length that begins at a place."""
    found = _one_length(words, place)
    if found is None or found.least is None:
        return found
    if found.bare:
        longer = _alternative(words, _longer(words, found))
        return found if longer.after == found.after else _working(words, longer)
    return _working(words, _alternative(words, _longer(words, found)))


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


def _one_length(words: Tokens, place: int) -> Length | None:
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
    return Length(unit / 2, unit / 2, place + 1) if unit else None


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
    least, most = _half_of(unit)
    return Length(count.value * unit + least, count.value * unit + most, at + 2)


def _half_of(unit: timedelta) -> tuple[timedelta, timedelta]:
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


def _longer(words: Tokens, found: Length) -> Length:
    """With what is added: «ونصف», «و5 أيام», «and a half»; what is taken off («إلا أسبوعا») is not reckoned."""
    token = words.at(found.after)
    if token.word == "الا" and (less := _one_length(words, found.after + 1)):
        return Length(None, None, less.after)
    if found.least is None or found.most is None or not (token.joined or token.word in AND):
        return found
    place = words.past(found.after + (token.word in AND), ("a",))
    if words.word(place) in HALF:
        return _and_a_half(words, found, place + 1)
    if words.word(place) in ("ربع", "ثلث") and found.in_hours:
        return Length(found.least, found.most + HOUR / 2, place + 1)
    return _and_more(words, found, _one_length(words, found.after + (token.word in AND)))


def _is_smaller(words: Tokens, found: Length, more: Length) -> bool:
    """Whether one unit more is of a smaller kind, and no noun stands behind that it is of: «شهر وأسبوع»."""
    unit = PAIR.get(words.word(found.after - 1)) or UNITS.get(words.word(found.after - 1)) or WEEK
    return more.least is not None and more.least < unit and not words.at(more.after).has_article


def _and_more(words: Tokens, found: Length, more: Length | None) -> Length:
    if more is None or found.least is None or found.most is None:
        return found
    whole = more.least is not None and more.most is not None and (not more.bare or _is_smaller(words, found, more))
    if not whole or more.least is None or more.most is None:
        return Length(None, None, more.after)
    return Length(found.least + more.least, found.most + more.most, more.after)


def _and_a_half(words: Tokens, found: Length, after: int) -> Length:
    unit = PAIR.get(words.word(found.after - 1)) or UNITS.get(words.word(found.after - 1), DAY)
    least, most = _half_of(unit)
    return found if found.least is None or found.most is None else Length(found.least + least, found.most + most, after)


def _alternative(words: Tokens, found: Length) -> Length:
    """«يوم أو يومين», «two days or three»."""
    token, pair = words.at(found.after), PAIR.get(words.word(found.after))
    if found.bare and pair and pair == found.most and not token.joined:  # «يوم يومين»
        return found._replace(most=2 * pair, after=found.after + 1, bare=False)
    led = token.word in OR | TO
    if not led and token.prefix != "ل":
        return found
    more = _one_length(words, found.after + led)
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


def skip_fillers(words: Tokens, place: int) -> int:
    """The place behind words that change no length: «حوالي», «about», «the»."""
    return words.past(place, FILLERS)
