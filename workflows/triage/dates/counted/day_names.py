"""Days by name, and times of day without their day."""

from datetime import timedelta

from workflows.triage.dates.around import Around, FoundDate, unread
from workflows.triage.dates.clauses.bounds import CLOSE, WIDE
from workflows.triage.dates.clauses.extent import is_journey
from workflows.triage.dates.language.beside import AFTER_A_DAY, BEFORE_A_DAY
from workflows.triage.dates.language.names import NEAR_DAYS, WEEKDAYS
from workflows.triage.dates.language.particles import AFTER, PAST, WHICH
from workflows.triage.dates.language.tokens import Tokens

_TOMORROW = frozenset(phrase[0] for phrase, days in NEAR_DAYS.items() if days == 1)


def near_day_at(of: Around) -> FoundDate | None:
    """«غدا», «بعد بكرة», «yesterday»."""
    if of.token.word == "غد" and of.token.prefix == "ب" and of.behind().word in _TOMORROW:  # «بغد بكرة»
        return unread(of.place + 2, CLOSE)
    longest = of.words.words(of.place, 5)
    for size in (5, 4, 3, 2, 1):
        phrase = longest[:size]
        days = NEAR_DAYS.get(phrase)
        if days is not None and not (phrase == ("باكر",) and of.token.definite):
            return in_days(of, days, size)
    return None


_LAST_DAY, _NEAR_A_LAST_DAY = (("last", "day"), ("اخر", "يوم")), 4
_LAST = frozenset(last for last, _ in _LAST_DAY)
"""What a last day is of may stand farther off: «اليوم آخر يوم في إقامتي»."""


def in_days(of: Around, days: int, size: int) -> FoundDate:
    """The day so many days from today, said in so many words."""
    day, after = of.today + timedelta(days=days), of.place + size
    near = of.words.those(_LAST, of.place - _NEAR_A_LAST_DAY, after + _NEAR_A_LAST_DAY)
    last = any(of.words.words(at, 2) in _LAST_DAY for at in near)
    return FoundDate(day, day, after, WIDE if last else CLOSE)


_NEAR_STARTS = frozenset(phrase[0] for phrase in NEAR_DAYS)
_BEFORE_A_PART = frozenset(("بعد", "قبل", "في", "ب", "ال", "at", "in", "the", "after", "before"))
_BEFORE_A_DAY_NAME = _NEAR_STARTS | frozenset(("يوم", "نهار", "on", "of", "في", "من"))
_OTHER_DAYS = frozenset(["ثاني", "تالي", "وطني", "سابق", "اول", "ثالث", "مذكور", "نفسه", "واحد"])


def this_day_at(of: Around) -> FoundDate | None:
    """«اليوم» where it means today, and «الليلة»."""
    named = of.token.prefix.removeprefix("و").removeprefix("ف") in ("ال", "هال", "لل")
    if of.token.word not in ("يوم", "ليله") or not named:
        return None
    following, before = of.behind().word, of.before().word
    if _is_another_day(of.words, of.place + 1):
        return None
    if following in _OTHER_DAYS or following in PAST or before in ("نفس", "ذلك", "طوال", "طول", "كل", "في", "ذاك"):
        return None
    return in_days(of, 0, 1)


def _is_another_day(words: Tokens, place: int) -> bool:
    """Whether «اليوم» is told from another day: «اليوم بعد الغد», «اليوم اللي قبل الجمعة», «اليوم الموالي»."""
    at = words.past(place, WHICH - AFTER_A_DAY)
    if at > place or words.at(at).definite:
        return words.word(at) in AFTER_A_DAY | BEFORE_A_DAY
    return words.word(at) in AFTER and any(words.words(at, size) in NEAR_DAYS for size in (2, 3, 4))


def part_of_day_at(of: Around) -> FoundDate | None:
    """A part of a day right behind a journey, of no day that is named: «مسافر بعد الظهر», «مسافرين بليل»."""
    at = of.place - 1
    while of.words.word(at) in _BEFORE_A_PART:
        at -= 1
    following = of.behind()
    of_a_day = following.is_number or following.word in WEEKDAYS or following.word in _BEFORE_A_DAY_NAME
    return unread(of.place + 1, CLOSE) if is_journey(of.words.word(at)) and not of_a_day else None


def clock_at(of: Around) -> FoundDate | None:
    """A time of day without its day: «الساعة 6 مساء», «at 6 pm»."""
    hour = of.behind()
    if of.token.word == "ساعه" and of.token.definite and (hour.is_number or hour.definite):
        return unread(of.place + 2, CLOSE)
    if of.token.word == "at" and hour.is_number and len(hour.word) < 3 and of.behind(2).word in ("am", "pm", ":", "o"):
        return unread(of.place + 2, CLOSE)
    return None
