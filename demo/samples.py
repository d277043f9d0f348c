"""The sample requests, moved in time as if they were submitted now.

All instants of a request move by the same amount, and all dates by whole days: those of the service's own fields and
those its texts name, for the first stage reads them. Requests of one day stay as far apart as they were.
"""

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from models.calendar.working import WorkingCalendar
from settings import PROJECT

FILE = PROJECT / "samples" / "requests.json"
READS_ENGLISH = "SR-24"
"""The one applicant who prefers English here; in the file all prefer Arabic."""

_ARABIC = [
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "مايو",
    "يونيو",
    "يوليو",
    "أغسطس",
    "سبتمبر",
    "أكتوبر",
    "نوفمبر",
    "ديسمبر",
]
_ENGLISH = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_SHORT = [name[:3] for name in _ENGLISH]
_MONTHS = (_ARABIC, _ENGLISH, _SHORT)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\S+")
_IN_DIGITS = re.compile(r"(?<!\d)(20\d\d)([-/])(\d\d)\2(\d\d)(?!\d)")
_NAMED = re.compile(rf"(?<!\d)(\d{{1,2}}) ({'|'.join(name for names in _MONTHS for name in names)})\b( 20\d\d)?")

CAMPAIGN = """\
# The samples are filed now, so the initiative that one of them relies on is announced for now too.
[services.expired_visit_extend_for_departure.campaign]
visit_departure_demo = [{{ since = {today}, until = {tomorrow}, source = "announced for the demonstration" }}]
"""


@dataclass(frozen=True)
class Sample:
    """One request as its source serializes it, and the assessment that is expected."""

    name: str
    request_json: dict[str, Any]
    expected: dict[str, Any]


def policies_for(today: date, home: Path) -> Path:
    """A copy of the project's packs, with one more file in the passports pack."""
    policies = home / "policies"
    shutil.copytree(PROJECT / "policies", policies)
    announced = CAMPAIGN.format(today=today, tomorrow=today + timedelta(days=1))
    (policies / "passports" / "announced.toml").write_text(announced)
    return policies


def filed_now(now: datetime, run: str, calendar: WorkingCalendar) -> list[Sample]:
    """All samples in the order of the file, with ids that begin with `run`, so that each run has new requests."""
    raw = json.loads(FILE.read_text())["requests"]
    filed = [datetime.fromisoformat(each["submitted_at"]) for each in raw]
    last = {at.date(): at for at in sorted(filed)}
    return [
        _sample(each, at, now.astimezone(at.tzinfo) - last[at.date()], run, calendar)
        for each, at in zip(raw, filed, strict=True)
    ]


def _sample(raw: dict[str, Any], filed: datetime, by: timedelta, run: str, calendar: WorkingCalendar) -> Sample:
    days = (filed + by).date() - filed.date()
    moved = _moved(raw, lambda text: _shifted(text, by, days, filed.year))
    moved["id"] = f"{run}-{raw['id']}"
    if raw["id"] == READS_ENGLISH:
        moved["applicant"]["preferred_language"] = "en"
    if (raw["prior_attempt"] or {}).get("outcome") == "stuck_pending":
        waited = calendar.between(datetime.fromisoformat(raw["prior_attempt"]["at"]), filed)
        moved["prior_attempt"]["at"] = calendar.subtract(filed + by, waited).isoformat()  # promised in working time
    return Sample(raw["id"], moved, moved.pop("expected"))


def _moved(value: Any, shift: Callable[[str], str]) -> Any:
    """A value with every text in it shifted."""
    if isinstance(value, dict):
        return {name: _moved(each, shift) for name, each in value.items()}
    if isinstance(value, list):
        return [_moved(each, shift) for each in value]
    return shift(value) if isinstance(value, str) else value


def _shifted(text: str, by: timedelta, days: timedelta, year: int) -> str:
    """A text with its Gregorian dates of this century moved; `year` is meant where a date names none."""

    def in_digits(match: re.Match[str]) -> str:
        moved = date(int(match[1]), int(match[3]), int(match[4])) + days
        return moved.strftime(f"%Y{match[2]}%m{match[2]}%d")

    def named(match: re.Match[str]) -> str:
        names = next(names for names in _MONTHS if match[2] in names)
        moved = date(int(match[3] or year), names.index(match[2]) + 1, int(match[1])) + days
        return f"{moved.day} {names[moved.month - 1]}" + (f" {moved.year}" if match[3] else "")

    if _INSTANT.fullmatch(text):
        return (datetime.fromisoformat(text) + by).isoformat(timespec="seconds")
    return _NAMED.sub(named, _IN_DIGITS.sub(in_digits, text))
