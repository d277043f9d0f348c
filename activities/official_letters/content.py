"""What stands on a letter: from the case after the decision, and the form on record, and from nothing else.

So a letter says the same whenever it is made.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from activities.notices.dates import written_date
from activities.notices.rendering import OUTCOMES
from activities.official_letters.layout import part, whole
from models.calendar.days import last_day
from models.case.events import Event, Resolved
from models.case.state import CaseState
from models.codes import ClockKind
from models.intake.request import Request
from models.packs.letters import LetterForm, number_text
from models.text import clean, mask_id


@dataclass(frozen=True)
class LetterContent:
    """The decision that a letter tells, with what was given to the letter."""

    form: LetterForm
    state: CaseState
    """After the decision."""
    request: Request
    decided: Event
    year: int
    number: int
    code: str

    @property
    def written_number(self) -> str:
        """The number as it is written."""
        return number_text(self.form.terms.number, self.year, self.number)

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the case."""
        return ZoneInfo(self.state.rules.calendar.timezone)

    @property
    def day(self) -> date:
        """The local date of the decision, which is that of the letter."""
        return self.decided.at.astimezone(self.zone).date()

    @property
    def languages(self) -> tuple[str, ...]:
        """The first of the pack, which prevails, and that of the beneficiary."""
        known = self.state.rules.languages
        own = self.state.language if self.state.language in known else known[0]
        return tuple(dict.fromkeys((known[0], own)))


def letter_data(content: LetterContent, qr: str) -> dict[str, Any]:
    """What the template is given: see `docs/letters.md`."""
    texts = content.form.terms.texts
    parts = [part(texts, each, _values(content, each), _reply(content, each)) for each in content.languages]
    return whole(content.form, content.written_number, content.day, qr, parts)


def _reply(content: LetterContent, language: str) -> list[str]:
    """The official reply, a paragraph each."""
    body = content.decided.body
    reply = body.reply if isinstance(body, Resolved) else None
    said = reply.of(language, *content.state.rules.languages) if reply else ""
    return [line for line in clean(said).split("\n") if line.strip()]


def _values(content: LetterContent, language: str) -> dict[str, str]:
    """The text of every placeholder; empty where the letter has no value for it."""
    state, request, form = content.state, content.request, content.form
    outcomes = {**OUTCOMES, **state.rules.titles.outcomes}
    values = {
        "number": content.written_number,
        "date": written_date(content.day, language, form.dates),
        "reference": state.reference,
        "service": state.rules.title.of(language),
        "outcome": outcomes[state.outcome].of(language) if state.outcome else "",
        "applicant": _name(request, language),
        "identity": mask_id(request.applicant.id_number or ""),
        "filed": _day(content, state.submitted_at or state.opened_at, language),
        "reopen_until": _until(content, _reopening_ends(state), language),
        "appeal_until": _until(content, _appeal_ends(state), language),
        "code": content.code,
        "path": form.path.of(language),
    }
    return {name: " ".join(clean(value).split()) for name, value in values.items()}


def _name(request: Request, language: str) -> str:
    """The applicant's name as a reader of the language knows it."""
    given = {"ar": request.applicant.name_ar, "en": request.applicant.name_en}
    return given.get(language) or next((name for name in given.values() if name), "")


def _day(content: LetterContent, at: datetime | None, language: str) -> str:
    return written_date(at.astimezone(content.zone).date(), language, content.form.dates) if at else ""


def _until(content: LetterContent, at: datetime | None, language: str) -> str:
    return written_date(last_day(at, content.zone), language, content.form.dates) if at else ""


def _reopening_ends(state: CaseState) -> datetime | None:
    """Until when the case may be reopened; none where it may not."""
    clock = state.clocks.get(ClockKind.FOLLOW_UP)
    if clock is None or state.reopens >= state.rules.follow_up.max_reopens:
        return None
    return clock.due(state.time_of(clock))


def _appeal_ends(state: CaseState) -> datetime | None:
    """Until when an appeal is possible; none where it is not."""
    policy = state.rules.appeal
    if policy is None or state.outcome not in policy.outcomes or state.resolved_at is None:
        return None
    if state.appeal_of and not policy.of_appeals:
        return None
    return state.rules.working_calendar.add(state.resolved_at, policy.window)
