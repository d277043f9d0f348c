"""Written dates beside a weekday or a day near today: both must mean one day, else nobody knows which is meant."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from workflows.triage.dates.around import STOPS, Around, FoundDate, unread
from workflows.triage.dates.clauses.bounds import CLOSE, NEAR, said_to_lie_ahead
from workflows.triage.dates.clauses.extent import is_joined, is_journey
from workflows.triage.dates.clauses.negators import is_negator
from workflows.triage.dates.clauses.tense import may_have_happened
from workflows.triage.dates.counted.month_weekdays import month_weekday_at
from workflows.triage.dates.instants import TIME, in_zone
from workflows.triage.dates.language.names import HIJRI_NAMES, WEEKDAYS
from workflows.triage.dates.language.numbers import ENGLISH_ORDINALS, ORDINALS
from workflows.triage.dates.language.particles import AT_DATE, HALVES_OF_A_DAY, NIGHTS, OR, PARTS_OF_A_DAY, TO
from workflows.triage.dates.language.tokens import Tokens
from workflows.triage.dates.written.calendars import calendars_of
from workflows.triage.dates.written.month_days import SENTENCE_GOES_ON, day_number
from workflows.triage.dates.written.reader import Sense, Written, may_be_written, written_at

_BEFORE_A_NUMBER = (AT_DATE - {":", "-"}) | {"the", "ال"}
_BEHIND_AN_HOUR = HALVES_OF_A_DAY | PARTS_OF_A_DAY | {":"}
_MARKS = frozenset(("the", "تاريخ", "يوم", "موافق"))
_BEFORE_THE_SAME_DAY = frozenset(("تاريخ", "بتاريخ", "موافق", "الموافق", "(", "يوم", "on", "the"))
_BETWEEN_NIGHT_AND_DAY = frozenset(("يوم", "of", "the", "on", "ال", "تاريخ", "موافق", "("))
_FEW_ORDINALS = 5
"""Up to them an ordinal behind a weekday may count the weekdays of a month."""
_BEHIND_A_NUMBER = frozenset(
    ("علي", "في", "ان", "شا", "باذن", "ساعه", ")", "nor", "then", *SENTENCE_GOES_ON, *STOPS, *OR, *TO)
)


def written_in(of: Around) -> Written | None:
    """A date that is written out, with its weekday, its time and the zone behind it."""
    found = written_at(of.words, of.place, _sense(of)) if may_be_written(of.words, of.place) else None
    return _here(of, found) if found else None


def _here(of: Around, found: Written) -> Written:
    """A date that was read, as the day that it is here."""
    found = _with_weekday_behind(of.words, found)
    if found.first and _is_night_before(of, found.after):
        return Written(None, None, found.after)
    end = of.words.at(found.after - 1).end
    time = TIME.match(of.text, end + (of.text[end : end + 1] in ("t", " ", ",")))
    if time is None or found.first is None or found.first != found.last:
        return found
    day = in_zone(found.first, time, of.now.tzinfo) if of.now.tzinfo else found.first
    return Written(day, day, found.after)


def _is_night_before(of: Around, after: int) -> bool:
    """«ليلة 27 رمضان», "the night of 27 Ramadan": of the Hijri calendar, whose days begin in the evening."""
    at = of.place - 1
    while of.words.word(at) in _BETWEEN_NIGHT_AND_DAY:
        at -= 1
    if of.words.word(at) not in NIGHTS:
        return False
    named = any(of.words.word(each) in HIJRI_NAMES for each in range(of.place, after))
    return named or True in calendars_of(of.words, of.place, after)


def _sense(of: Around) -> Sense:
    return Sense(of.today, partial(said_to_lie_ahead, of.text, of.token.start, of.token.end))


def _with_weekday_behind(words: Tokens, found: Written) -> Written:
    """«25 مارس (الأربعاء)»: a date whose weekday is another is not known."""
    at = words.past(found.after, ("يوم", "(", ",", "،", "on", "-"))
    token = words.at(at)
    if token.word not in WEEKDAYS or token.joined or at - found.after >= 3:
        return found
    last = found.last
    agrees = last is not None and last.weekday() == WEEKDAYS[token.word]
    return Written(found.first, last, at + 1) if agrees else Written(None, None, at + 1)


def with_date_behind(of: Around, found: FoundDate) -> FoundDate:
    """«غدا الأربعاء», «غدا الموافق 7/1»: a day near today with its weekday and its date behind it."""
    found = _with_its_weekday(of.words, of.place, found)
    at = of.words.past(found.after, _BEFORE_THE_SAME_DAY)
    written = written_at(of.words, at, _sense(of)) if of.words.at(at).is_number else None
    if written is None or written.first != written.last:
        return found
    return found._replace(after=written.after) if written.first == found.first else unread(written.after, CLOSE)


def _with_its_weekday(words: Tokens, place: int, found: FoundDate) -> FoundDate:
    """A day of another name cannot be the one that is meant."""
    token = words.at(found.after)
    named = token.word in WEEKDAYS and not token.joined and (token.definite or len(token.word) > 5)
    if not named or found.first is None:
        return found
    same = WEEKDAYS[token.word] == found.first.weekday()
    if not same and is_negator(words, place - 1):  # «مو بكرة الخميس»: the one is denied, the other said
        return found
    return found._replace(after=found.after + 1) if same else unread(found.after + 1, CLOSE)


def weekday_with_date(of: Around) -> FoundDate | None:
    """A weekday and the date it belongs to: «الأربعاء 25 مارس», «Wed, 25 March», «Thursday the 15th»."""
    place = of.words.past(of.place + 1, AT_DATE)
    there = of.there(place)
    written = written_at(of.words, place, _sense(there)) if place < len(of.words) else None
    if written is None:
        return _with_number(of)
    agrees = written.first is not None and written.first.weekday() == WEEKDAYS[of.token.word]
    return FoundDate(*_here(there, written)) if agrees else unread(written.after)


def _with_number(of: Around) -> FoundDate | None:
    """A weekday and a day of a month nobody named: the next month in which they agree, this one or the one behind it.

    A bare number before a noun may count something: with a day that agrees nobody knows, with none it is no date.
    """
    words = of.words
    at = words.past(of.place + 1, _BEFORE_A_NUMBER)
    number = day_number(words, at) if words.at(at).is_number or _is_ordinal(words, at) else None
    if number is None or _is_hour(words, number.after):
        return None
    marked = number.after > at + 1 or any(words.word(each) in _MARKS for each in range(of.place + 1, at))
    if not marked and words.word(at) in ENGLISH_ORDINALS and words.word(number.after).isalpha():  # "second attempt"
        return None
    days = list(_agreeing(number.value, WEEKDAYS[of.token.word], of.today))
    if not _ends(words, number.after) and not marked:
        return unread(number.after, NEAR) if days else None
    day = _meant(of, days, number.after)
    return FoundDate(day, day, number.after, NEAR) if day else unread(number.after, NEAR)


def number_with_weekday(of: Around) -> FoundDate | None:
    """«يوم 9 الجمعة», «on the 9th (Friday)»: a day of a month nobody named, with its weekday behind it."""
    words = of.words
    start = of.place if of.token.is_number else words.past(of.place + 1, ("the", "ال"))
    number = day_number(words, start) if words.at(start).is_number else None
    at = words.past(number.after, ("يوم", "(", ",", "،")) if number else of.place
    token = words.at(at)
    if number is None or token.word not in WEEKDAYS or token.joined or not (token.definite or token.word.isascii()):
        return None
    led = start > of.place or number.after > start + 1 or is_journey(of.before().word)
    if not led or month_weekday_at(of.there(start)):
        return None
    day = _meant(of, list(_agreeing(number.value, WEEKDAYS[token.word], of.today)), at + 1)
    return FoundDate(day, day, at + 1, NEAR) if day else unread(at + 1, NEAR)


def _is_ordinal(words: Tokens, place: int) -> bool:
    """Whether an ordinal there is of a day, and no count of the weekdays of a month."""
    if words.word(place) in ENGLISH_ORDINALS:
        return True
    number = day_number(words, place) if words.word(place) in ORDINALS else None
    return number is not None and number.value > _FEW_ORDINALS


def _is_hour(words: Tokens, place: int) -> bool:
    return words.word(place) in _BEHIND_AN_HOUR


def _ends(words: Tokens, place: int) -> bool:
    """Whether no noun follows that a number would be of."""
    token = words.at(place)
    if token.word in STOPS and words.at(place + 1).is_number:
        return False
    return token.word in _BEHIND_A_NUMBER or token.word == "" or is_joined(token)


def _agreeing(number: int, weekday: int, today: date) -> Iterator[date]:
    """The days of the month before this one, of this one and the one behind it with a number and a weekday."""
    first = today.replace(day=1)
    for month in (first - timedelta(days=1), first, first + timedelta(days=32)):
        try:
            day = month.replace(day=number)
        except ValueError:
            continue
        if day.weekday() == weekday:
            yield day


def _meant(of: Around, days: list[date], after: int) -> date | None:
    """The one ahead or behind as it is said; of both where nothing is said, nobody knows."""
    if True in calendars_of(of.words, of.place, after):
        return None
    ahead = said_to_lie_ahead(of.text, of.token.start, of.token.end)
    if ahead is None and may_have_happened(of.words, of.place):
        ahead = False
    coming, gone = [day for day in days if day >= of.today], [day for day in days if day <= of.today]
    if ahead is None:
        return coming[0] if coming and not gone else None
    if ahead:
        return coming[0] if coming else None
    return gone[-1] if gone else None
