"""How a case is presented to people: in its own time zone, with the titles of its pack, in the reader's language."""

from typing import TYPE_CHECKING

from models.base import Wire
from models.language import LANGUAGES, spoken
from models.titles import Titles

if TYPE_CHECKING:
    from models.policy import CasePolicy


class CaseStyle(Wire):
    """The zone of a case's calendar, the languages of its pack, what the pack calls the closed sets, and who reads."""

    zone: str
    languages: tuple[str, ...] = LANGUAGES
    titles: Titles = Titles()
    reader: str | None = None
    """The language of who reads, where it is known."""

    @classmethod
    def of(cls, policy: "CasePolicy", reader: str | None = None) -> "CaseStyle":
        """The style of the cases under a policy."""
        return cls(zone=policy.calendar.timezone, languages=policy.languages, titles=policy.titles, reader=reader)

    @property
    def language(self) -> str:
        """The language in which it is told: the reader's where the pack has it, else the first of the pack."""
        return spoken(self.reader, self.languages)
