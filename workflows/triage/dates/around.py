"""Where a reader of dates looks, what it finds, and what readers share."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from workflows.triage.dates.clauses.bounds import WIDE
from workflows.triage.dates.language.amounts import Length
from workflows.triage.dates.language.particles import LESS_OR_MORE, MORE, NOW
from workflows.triage.dates.language.tokens import Token, Tokens
from workflows.triage.dates.language.units import DAY, HOUR, UNITS

_NO = frozenset(("no", "not"))
STOPS = frozenset(".!?؟؛;،,")
JOURNEY = (
    "سفر",
    "سافر",
    "طير",
    "رايح",
    "ساري",
    "تخلص",
    "يخلص",
    "رحل",
    "غادر",
    "نتهي",
    "موعد",
    "طيار",
    "travel",
    "fly",
    "fli",
    "leav",
    "depart",
    "expir",
    "trip",
)

ENDS_OR_GOES = frozenset(["go", "goes", "ends", "end", "ending", "valid"])
"""Words of the same meaning, whole, for parts of them stand in other words."""

OWN = frozenset(
    ["عليه", "عليها", "عليهم", "فيه", "فيها", "لي", "لنا", "له", "لها", "لهم", "لك", "معي", "عندي", "علينا", "معنا"]
)
"""«on it», «to me»: behind them no noun is needed."""


class FoundDate(NamedTuple):
    """A date or a range counted from now, the place behind its words, and how far around it its words may stand."""

    first: date | None
    last: date | None
    after: int
    reach: tuple[int, int] = WIDE
    by: date | None = None
    """Of a day that nobody knows, the last that it can be: «less than a week left»."""


@dataclass(slots=True)
class Around:
    """Where a reader looks: the words, the place, the text they were, and now."""

    words: Tokens
    place: int
    text: str
    now: datetime
    token: Token = field(init=False)
    """The word at the place."""

    def __post_init__(self) -> None:
        self.token = self.words.at(self.place)

    @property
    def today(self) -> date:
        """The day it is."""
        return self.now.date()

    def there(self, place: int) -> "Around":
        """The same at another place."""
        return Around(self.words, place, self.text, self.now)

    def before(self, distance: int = 1) -> Token:
        """A word before the place."""
        return self.words.at(self.place - distance)

    def behind(self, distance: int = 1) -> Token:
        """A word behind the place."""
        return self.words.at(self.place + distance)


def unread(after: int, reach: tuple[int, int] = WIDE) -> FoundDate:
    """A date that is there and cannot be read."""
    return FoundDate(None, None, after, reach)


def within(of: "Around", length: Length, after: int) -> FoundDate:
    """A day that is no later than a length from now: of the day itself nothing is known."""
    by = None if length.most is None else day_after(of.now, length.most)
    return unread(after)._replace(by=by)


def bound_at(words: Tokens, place: int) -> int:
    """How many words «less than», «أكثر من», «at least» has."""
    if words.word(place) == "at" and words.word(place + 1) in ("least", "most"):
        return 2
    if words.word(place) in LESS_OR_MORE:
        return 1 + (words.word(place + 1) in ("من", "than"))
    return 0


def some_units(of: Around, length: Length) -> FoundDate:
    """Some hours are today; nobody knows how many some days are."""
    unit = UNITS.get(of.words.word(length.after - 1))
    if unit is not None and unit <= HOUR and (length.at_least is None or length.at_least < DAY - HOUR):
        return FoundDate(of.today, of.today, length.after)
    return unread(length.after)


def is_now(words: Tokens, place: int) -> bool:
    """Whether a word means now or today."""
    token = words.at(place)
    return token.word in NOW or (token.word == "يوم" and token.definite)


def day_after(now: datetime, length: timedelta) -> date:
    """The day a length from now; hours count from the minute, days from the day."""
    if length % DAY == timedelta(0):
        return now.date() + length
    return (now + length).date()


def bound_before(words: Tokens, place: int) -> bool | None:
    """Whether «more than» stands before a length (true) or «less than» (false)."""
    at = place - 2 if words.word(place - 1) in ("than", "من") else place - 1
    if words.word(at) in MORE and words.word(at - 1) in _NO:
        return False
    if words.word(at) == "to" and words.word(at - 1) == "up":
        return False
    return words.word(at) in MORE if words.word(at) in LESS_OR_MORE else None
