"""Weeks, months, years and holidays: of a week from now the day is known, of the others it is not."""

from datetime import timedelta

from workflows.triage.dates.around import Around, FoundDate, unread
from workflows.triage.dates.counted.weekdays import day_of_week
from workflows.triage.dates.language.names import EVENTS, WEEKDAYS
from workflows.triage.dates.language.numbers import ORDER
from workflows.triage.dates.language.particles import AFTER, AGO, EDGES, NEXT, PAST, PAST_VERBS, THIS, WHICH, WHICH_ONE
from workflows.triage.dates.language.units import WEEK
from workflows.triage.dates.written.months import month_at

ARABIC_PERIODS = {"اسبوع": WEEK, "سيمانه": WEEK, "سمانه": WEEK, "شهر": None, "سنه": None, "عام": None}
_ENGLISH_PERIODS = ("week", "month", "year", "weekend")
_BEHIND_A_PERIOD = WHICH_ONE | WHICH
_BEFORE_EVENTS = AFTER | AGO | {"before", "during", "في", "until"}
_LEAVES = frozenset(("اجازه", "اجازة"))
_ALONE = frozenset(("eom", "eoy", "eow", "weekend", "ويكند", "ويكيند"))


def period_at(of: Around) -> FoundDate | None:
    """«الأسبوع القادم» is a week from now; of months, years, their ends and holidays no day is known."""
    word, following = of.token.word, of.behind().word
    if word in EDGES and (edge := _behind_edge(of)):
        return unread(edge)
    if word in WHICH_ONE and following in _ENGLISH_PERIODS:
        return _english_period(of, word, following)
    if word in _ENGLISH_PERIODS and following == "after" and of.behind(2).word == "next":
        return _weeks(of, 2, of.place + 3) if word == "week" else unread(of.place + 3)
    if word in ARABIC_PERIODS and of.token.definite:
        return _arabic_period(of)
    if word in EVENTS and of.before().word in _BEFORE_EVENTS and not _is_leave(of):
        return unread(of.place + 1)
    return None


def _is_leave(of: Around) -> bool:
    """«سافرت في إجازة»: somebody's leave, and no holiday that all have: «في إجازة العيد», «في الإجازة»."""
    on_leave = of.token.word in _LEAVES and of.before().word == "في"
    return on_leave and not of.token.definite and not of.behind().definite


def _behind_edge(of: Around) -> int | None:
    """The place behind «نهاية الشهر القادم», «the end of the month», «أواخر فبراير», «mid-March»."""
    words = of.words
    if of.token.word in _ALONE:
        return of.place + 1
    at = words.past(of.place + 1, ("of", "the", "من", "-", "شهر", "this", "next", "in"))
    if (month := month_at(words, at)) and of.token.word not in ("اول", "نص", "وسط"):
        return month.after
    if words.word(at) in ARABIC_PERIODS or words.word(at) in _ENGLISH_PERIODS or words.word(at - 1) in ("of", "شهر"):
        behind = at + (words.word(at) in ARABIC_PERIODS or words.word(at) in _ENGLISH_PERIODS)
        return words.past(behind, _BEHIND_A_PERIOD)
    return None


def _english_period(of: Around, which: str, unit: str) -> FoundDate:
    at = of.words.past(of.place + 2, ("of", "in"))
    if at > of.place + 2 and (month := month_at(of.words, at)):  # «the last week of January»
        return unread(month.after)
    if unit == "week" and which not in THIS and not (which in PAST and of.before().word == "the") and which != "past":
        return _weeks(of, 1 if which in NEXT else -1, of.place + 2)
    return unread(of.place + 2)


def _arabic_period(of: Around) -> FoundDate | None:
    if of.behind().word in ORDER and of.behind().definite and (month := _month_behind(of)):
        return unread(month)
    which = of.place + 1 + (of.behind().word in WHICH)
    following, second = of.words.word(which), of.words.word(which + 1)
    coming, passed = following in NEXT, following in PAST or (which > of.place + 1 and following in PAST_VERBS)
    after_next = following == "بعد" and second in NEXT
    if not (
        coming or passed or after_next or following in THIS or of.before().word in THIS or "هال" in of.token.prefix
    ):
        return None
    after = which + 1 + after_next
    if ARABIC_PERIODS[of.token.word] is WEEK and (coming or passed or after_next):
        return _weeks(of, 2 if after_next else 1 if coming else -1, after)
    return unread(after)


def _month_behind(of: Around) -> int | None:
    """The place behind «الأسبوع الأول من فبراير»."""
    at = of.words.past(of.place + 2, ("من", "في", "شهر"))
    month = month_at(of.words, at)
    return month.after if month else None


def _weeks(of: Around, weeks: int, after: int) -> FoundDate:
    """A day so many weeks from today, or the day of that week that is named behind it."""
    day = of.today + timedelta(weeks=weeks)
    at = of.words.past(after, ("يوم", "on", "نهار"))
    if of.words.word(at) in WEEKDAYS and (of.words.at(at).definite or of.words.word(at).isascii()):
        return day_of_week(of, WEEKDAYS[of.words.word(at)], at + 1, weeks) if abs(weeks) == 1 else unread(at + 1)
    return FoundDate(day, day, after)
