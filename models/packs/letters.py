"""What a pack says of its official letters: on which outcomes, how they are numbered, their texts and their look."""

import hashlib
from datetime import date
from functools import cached_property

from hijridate import Gregorian
from pydantic import Field

from models.base import Frozen
from models.codes import Outcome
from models.language import Text
from models.packs.writing import DateStyle, DateSystem

DECIDED_BY_STAFF = (Outcome.DONE, Outcome.OBSTACLE_REMOVED, Outcome.ANSWERED, Outcome.REFUSED)
"""The outcomes on which there is a letter where a pack does not say it."""
DEFAULT_TEMPLATE = "letter.typ"
PLACEHOLDERS = frozenset(
    (
        *("number", "date", "reference", "service", "outcome", "applicant", "identity", "filed"),
        *("reopen_until", "appeal_until", "code", "path"),
    )
)
"""What the texts of a letter may name. A line of a text is a paragraph; one whose placeholders are all empty is left
out."""
NUMBER_PARTS = frozenset({"year", "number"})
"""What the form of a letter's number names."""


class LetterTexts(Frozen):
    """The texts of a letter, in the order in which they stand on it."""

    authority: Text
    """Who writes, a line each."""
    number: Text
    date: Text
    reference: Text
    """These three are labels."""
    title: Text
    opening: Text
    """Before the official reply."""
    closing: Text
    """After it: what became of the request, and until when it may be reopened or appealed."""
    farewell: Text
    seal: Text
    """In the place where the seal is set."""
    verification: Text
    qr: Text
    """What the picture of the code is, for those who hear the letter read."""


class LetterTerms(Frozen):
    """What a pack says of its letters."""

    outcomes: tuple[Outcome, ...] = Field(DECIDED_BY_STAFF, min_length=1)
    number: str = "{year}/{number}"
    year: DateSystem = DateSystem.GREGORIAN
    """By which calendar the years are counted within which letters are numbered from 1."""
    template: str = Field(DEFAULT_TEMPLATE, pattern=r"^[a-z0-9_-]{1,40}\.typ$")
    """The file beside it that says how a letter looks, for typst."""
    source: str = ""
    """What stands in that file; the loader puts it here."""
    texts: LetterTexts


class LetterForm(Frozen):
    """How the letters of a pack are made at one time; on record under its digest, so that a letter stays the same."""

    terms: LetterTerms
    dates: DateStyle
    path: Text

    @cached_property
    def text(self) -> str:
        """The form as JSON, as the records keep it."""
        return self.model_dump_json()

    @cached_property
    def digest(self) -> str:
        """The name of the form: a hash of what it says."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:32]


def year_of(day: date, system: DateSystem) -> int:
    """The year of a day; beyond the Umm al-Qura tables the Gregorian one."""
    if system is DateSystem.HIJRI:
        try:
            return Gregorian.fromdate(day).to_hijri().year
        except OverflowError:
            pass
    return day.year


def number_text(form: str, year: int, number: int) -> str:
    """The number of a letter as it is written: six digits at least, so that numbers of a year sort as they come."""
    return form.replace("{year}", str(year)).replace("{number}", f"{number:06}")
