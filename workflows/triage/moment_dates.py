"""The dates of a text with the moments of the pack that they may be of, by the words that stand near them."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from models.triage.near_words import NearWords
from workflows.triage.dates.mentions import Mention


class MomentDate(NamedTuple):
    """A date of a text; without a day it could not be read."""

    day: date | None
    moments: frozenset[str]
    """The moments whose words stand near it."""
    by: date | None = None
    """Of one without a day, the last that it can be, where a bound says it."""
    is_left: bool = False
    """Whether it is time that is left, and the words beside it do not say of what."""

    @property
    def is_left_of_nothing(self) -> bool:
        """Whether time is left, and neither the words beside it nor those around say of what."""
        return self.is_left and not self.moments

    def may_be_of(self, moment: str) -> bool:
        """Whether it may be of a moment: by the words near it, or because they are of no other."""
        return moment in self.moments or not self.moments


def moment_dates(near: NearWords, mentions: Iterable[Mention], text: str) -> list[MomentDate]:
    """The dates of a normalised text, each with the moments whose words stand near it."""
    found = list(mentions)
    of_words = near.found_in({each.words for each in found}, text) if found else {}
    return [MomentDate(each.day, of_words[each.words], each.by, each.is_left) for each in found]
