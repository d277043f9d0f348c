"""How a case is presented to people: in its own time zone, with the titles of its pack."""

from models.base import Wire
from models.language import LANGUAGES
from models.policy import CasePolicy
from models.titles import Titles


class CaseStyle(Wire):
    """The zone of a case's calendar, the languages of its pack, and what the pack calls the closed sets."""

    zone: str
    languages: tuple[str, ...] = LANGUAGES
    titles: Titles = Titles()

    @classmethod
    def of(cls, policy: CasePolicy) -> "CaseStyle":
        """The style of the cases under a policy."""
        return cls(zone=policy.calendar.timezone, languages=policy.languages, titles=policy.titles)

    @property
    def further_language(self) -> str | None:
        """The language in which something is told besides English, if the pack has one: its authoritative one first."""
        return next((each for each in self.languages if each != "en"), None)
