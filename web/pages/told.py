"""Codes as the beneficiary reads them: by the titles of the pack, else in the words of the pages. Never a code."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from activities.notices.dates import written_date
from activities.notices.rendering import OUTCOMES
from commands.common.words.code_words import readable
from commands.common.words.language import N_, Language
from models.calendar.days import last_day
from models.codes import AskedKind, LetterStanding, Outcome, Status
from models.language import Text
from models.packs.pack import Pack
from models.packs.promises import own_calendar
from web.pages.base.words import LanguageWords

STATUS: Mapping[Status, str] = {
    Status.UNDER_PROCESSING: N_("Under processing"),
    Status.RETURNED_TO_APPLICANT: N_("Returned to you"),
    Status.RETURNED_FROM_APPLICANT: N_("Returned by you"),
    Status.PROCESSED: N_("Processed"),
    Status.CLOSED: N_("Closed"),
}
STANDING: Mapping[LetterStanding, str] = {
    LetterStanding.IN_FORCE: N_("This letter is genuine and in force"),
    LetterStanding.UNDER_REVIEW: N_("This letter is genuine, and what it decided is being looked at again"),
    LetterStanding.SUPERSEDED: N_("This letter is genuine, but another decision has taken its place"),
    LetterStanding.UNKNOWN: N_("No letter has this code"),
}


@dataclass(frozen=True)
class PackTold:
    """What a pack calls things, in the language of a page."""

    pack: Pack
    language: Language

    @property
    def words(self) -> LanguageWords:
        """The words of the pages."""
        return LanguageWords(self.language)

    def text(self, text: Text | None) -> str:
        """A text of the pack; where it lacks the language, in the first that it has."""
        return text.of(self.language, *self.pack.languages) if text else ""

    def service(self, code: str) -> str:
        """The title of a service."""
        return self.text(self.pack.service(code)[1].title)

    def status(self, status: Status) -> str:
        """What a status is called."""
        return self.text(self.pack.titles.statuses.get(status)) or str(self.words.say(STATUS[status]))

    def outcome(self, outcome: Outcome) -> str:
        """How a case ended."""
        return self.text(self.pack.titles.outcomes.get(outcome) or OUTCOMES[outcome])

    def asked(self, kind: AskedKind, what: str, service: str) -> str:
        """What was asked for, by its title; a question in its own words."""
        if kind is AskedKind.DOCUMENT and what in self.pack.documents:
            return self.text(self.pack.documents[what].title)
        fields = self.pack.service(service)[1].fields
        if kind is AskedKind.FIELD and what in fields:
            return self.text(fields[what].title)
        return readable(what) if kind in (AskedKind.DOCUMENT, AskedKind.FIELD) else what

    def day(self, at: datetime, service: str) -> str:
        """The local day of an instant, in the calendars of the pack."""
        return written_date(at.astimezone(self._zone(service)).date(), self.language, self.pack.dates)

    def last_day(self, at: datetime, service: str) -> str:
        """The last local day before an instant, until which somebody has time."""
        return written_date(last_day(at, self._zone(service)), self.language, self.pack.dates)

    def time(self, at: datetime, service: str) -> str:
        """The local time of an instant."""
        return f"{at.astimezone(self._zone(service)):%H:%M}"

    def _zone(self, service: str) -> ZoneInfo:
        return ZoneInfo(own_calendar(self.pack, self.pack.service(service)[1]).timezone)
