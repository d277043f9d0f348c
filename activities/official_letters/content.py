"""What stands on a letter, in each of its languages: from the case after the decision, and the form on record.

Nothing else goes in, so that a letter says the same whenever it is made. What looks like code, number or date is marked
as a value of its own: in Arabic text it keeps its order only where it is set apart.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from activities.notices.dates import written_date
from activities.notices.rendering import OUTCOMES
from models.calendar.days import last_day
from models.case.events import Event, Resolved
from models.case.state import CaseState
from models.codes import ClockKind
from models.intake.request import Request
from models.language import RIGHT_TO_LEFT, Text
from models.packs.letters import LetterForm, number_text
from models.text import PLACEHOLDER, clean, mask_id

Run = dict[str, Any]
"""A piece of a line: its `text`, and whether it is `own`, a value that is set apart."""
_OF_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


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
    texts, first = content.form.terms.texts, content.languages[0]
    return {
        "number": content.written_number,
        "title": f"{texts.title.of(first)} {content.written_number}",
        "authority": texts.authority.of(first).replace("\n", " - "),
        "date": {"year": content.day.year, "month": content.day.month, "day": content.day.day},
        "qr": qr,
        "parts": [_part(content, language) for language in content.languages],
    }


def _part(content: LetterContent, language: str) -> dict[str, Any]:
    texts, values = content.form.terms.texts, _values(content, language)
    marks = {"number": texts.number, "date": texts.date, "reference": texts.reference}
    lines = {name: filled(text.of(language), values) for name, text in _sections(content).items()}
    return {
        "language": language,
        "rtl": language in RIGHT_TO_LEFT,
        "authority": texts.authority.of(language).split("\n"),
        "marks": [{"label": text.of(language), "value": [_run(values[name])]} for name, text in marks.items()],
        "title": texts.title.of(language),
        "reply": [[{"text": line, "own": False}] for line in _reply(content, language)],
        "seal": texts.seal.of(language),
        "qr": texts.qr.of(language),
        **lines,
    }


def _sections(content: LetterContent) -> Mapping[str, Text]:
    texts = content.form.terms.texts
    return {
        "opening": texts.opening,
        "closing": texts.closing,
        "farewell": texts.farewell,
        "verification": texts.verification,
    }


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


def filled(text: str, values: Mapping[str, str]) -> list[list[Run]]:
    """The lines of a text with its placeholders filled; one whose placeholders are all empty is left out."""
    lines = [line for line in text.split("\n") if line.strip() and not _is_empty(line, values)]
    return [_runs(line.strip(), values) for line in lines]


def _is_empty(line: str, values: Mapping[str, str]) -> bool:
    names = PLACEHOLDER.findall(line)
    return bool(names) and not any(values.get(name) for name in names)


def _runs(line: str, values: Mapping[str, str]) -> list[Run]:
    """A line in pieces; the placeholders are filled in a single pass, so that no value is read as a template."""
    pieces: Sequence[str] = PLACEHOLDER.split(line)
    runs = [{"text": text, "own": False} if place % 2 == 0 else _run(values.get(text, ""))
            for place, text in enumerate(pieces)]  # fmt: skip
    return [run for run in runs if run["text"]]


def _run(value: str) -> Run:
    """A value; in the letters of right-to-left scripts it goes with the text around it."""
    return {"text": value, "own": not _OF_RIGHT_TO_LEFT.search(value)}
