"""A field for a date that is wholly one: with other words around it nobody knows what the date is of."""

from datetime import date, datetime

from models.text import ascii_digits, normalized_text
from models.triage.facts import SingleValue
from workflows.triage.dates.instants import TIME, machine_date, written_date
from workflows.triage.dates.language.names import WEEKDAYS
from workflows.triage.dates.language.tokens import Token, Tokens, tokens
from workflows.triage.dates.written.reader import Sense, written_at

_SIGNS = frozenset(".,،()[]/-–−:;")
_BESIDE = frozenset(("يوم", "موافق", "الموافق", "هـ", "ه", "م", "ميلادي", "هجري", "at", "t", "z", "ad", "ah", "ce"))
_TIMES = frozenset(("ساعه", "الساعه", "صباحا", "مساء", "مساءا", "ظهرا", "عصرا", "ليلا", "فجرا", "am", "pm", "ص"))


def whole_date(value: SingleValue | None, now: datetime) -> date | None:
    """The date that a field gives, where it says nothing else but the time, the weekday and the calendar."""
    if value is None or isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        return None
    text = value if isinstance(value, str) else str(int(value))
    if instant := machine_date(ascii_digits(text).strip(), now):
        return instant
    if not isinstance(value, str):
        return None
    day = written_date(text, now)
    return day if day and _is_nothing_else(normalized_text(text), day, now) else None


def _is_nothing_else(text: str, day: date, now: datetime) -> bool:
    if text.replace("-", "").replace("z", "").replace("t", "").isdecimal():
        return True
    words, sense, clock = tokens(text), Sense(now.date(), needs_year=True), TIME.search(text)
    time = range(*clock.span()) if clock else range(0)
    place = 0
    while place < len(words):
        if written := written_at(words, place, sense):
            place = written.after
        elif words[place].start in time or _is_harmless(words, place, day):
            place += 1
        else:
            return False
    return True


def _is_harmless(words: Tokens, place: int, day: date) -> bool:
    token = words[place]
    if token.word in WEEKDAYS:
        return _is_weekday_of(token, day)
    return token.word in _SIGNS or token.word in _BESIDE or token.word in _TIMES


def _is_weekday_of(token: Token, day: date) -> bool:
    return WEEKDAYS[token.word] == day.weekday()
