"""Days by name, weekdays, who is at the airport now, and times of day without their day."""

from datetime import timedelta

from workflows.triage.dates.around import Around, FoundDate, unread
from workflows.triage.dates.clauses.bounds import CLOSE
from workflows.triage.dates.language.beside import AFTER_A_DAY, BEFORE_A_DAY
from workflows.triage.dates.language.names import NEAR_DAYS
from workflows.triage.dates.language.particles import ABSENT, AFTER, GATES, PAST, PRESENT, WHICH
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


def in_days(of: Around, days: int, size: int) -> FoundDate:
    """The day so many days from today, said in so many words."""
    day = of.today + timedelta(days=days)
    return FoundDate(day, day, of.place + size, CLOSE)


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


_OF_LEAVING = ("الصعود", "المغادر", "السفر", "الاقلاع", "الطيار", "الطائر", "الركاب", "المسافرين", "الرحل")


def airport_at(of: Around) -> FoundDate | None:
    """Who is at the airport now travels today: «أنا الآن في المطار», «we are stuck at the airport»."""
    words, lead = of.words, [of.before(distance).word for distance in (1, 2, 3)]
    if of.token.word in GATES and not of.behind().word.startswith(_OF_LEAVING):
        return None
    if "at" not in lead and lead[0] not in ("في", "وصلت", "علي", "عند", "امام", "قدام") and of.token.prefix != "بال":
        return None
    before = [words.at(at) for at in range(max(of.place - 6, 0), of.place)]
    near = [*(each.word for each in before), *(of.behind(distance).word for distance in (1, 2))]
    if any(word in ABSENT or word in NEAR_WORDS for word in near) or not any(word in PRESENT for word in near):
        return None
    return in_days(of, 0, 1)


NEAR_WORDS = frozenset(word for phrase in NEAR_DAYS for word in phrase if phrase[-1] != "today") - {
    "the",
    "day",
    "after",
}


def clock_at(of: Around) -> FoundDate | None:
    """A time of day without its day: «الساعة 6 مساء», «at 6 pm»."""
    hour = of.behind()
    if of.token.word == "ساعه" and of.token.definite and (hour.is_number or hour.definite):
        return unread(of.place + 2, CLOSE)
    if of.token.word == "at" and hour.is_number and len(hour.word) < 3 and of.behind(2).word in ("am", "pm", ":", "o"):
        return unread(of.place + 2, CLOSE)
    return None
