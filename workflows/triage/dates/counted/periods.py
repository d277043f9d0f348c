"""Weeks, months, years and holidays: of a week from now the day is known, of the others it is not."""

from datetime import timedelta

from workflows.triage.dates.around import Around, FoundDate, unread
from workflows.triage.dates.language.names import EVENTS
from workflows.triage.dates.language.particles import AFTER, AGO, EDGES, NEXT, PAST, PAST_VERBS, THIS


def period_at(of: Around) -> FoundDate | None:
    """«الأسبوع القادم» is a week from now; of months, years, their ends and holidays no day is known."""
    word, following = of.token.word, of.behind().word
    if word in EDGES and following in ("اسبوع", "شهر", "سنه", "عام", "of", "week", "month", "year"):
        return unread(of.place + 2)
    if word in NEXT | PAST | THIS and following in ("week", "month", "year", "weekend"):
        return _english_period(of, word, following)
    if word in ("اسبوع", "شهر", "سنه", "عام") and of.token.definite:
        return _arabic_period(of)
    if word in EVENTS and of.before().word in AFTER | AGO | {"before", "during", "في", "until"}:
        return unread(of.place + 1)
    return None


def _english_period(of: Around, which: str, unit: str) -> FoundDate:
    if unit == "week" and which not in THIS and not (which in PAST and of.before().word == "the") and which != "past":
        return _weeks(of, 1 if which in NEXT else -1, of.place + 2)
    return unread(of.place + 2)


def _arabic_period(of: Around) -> FoundDate | None:
    following, second = of.behind().word, of.behind(2).word
    coming, passed = following in NEXT, following in PAST or (following == "اللي" and second in PAST_VERBS)
    after_next = following == "بعد" and second in NEXT
    if not (
        coming or passed or after_next or following in THIS or of.before().word in THIS or "هال" in of.token.prefix
    ):
        return None
    after = of.place + 2 + (after_next or following == "اللي")
    if of.token.word == "اسبوع" and (coming or passed or after_next):
        return _weeks(of, 2 if after_next else 1 if coming else -1, after)
    return unread(after)


def _weeks(of: Around, weeks: int, after: int) -> FoundDate:
    day = of.today + timedelta(weeks=weeks)
    return FoundDate(day, day, after)
