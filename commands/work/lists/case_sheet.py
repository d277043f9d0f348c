"""The list of cases as a table for spreadsheets: codes with their titles, instants in the zone of each case."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from commands.common.terminal.spreadsheet import spreadsheet
from commands.common.words.titles import outcome_title, stage_title, status_title, zone_of

if TYPE_CHECKING:
    from models.case.row import CaseRow
    from models.case.style import CaseStyle
    from models.language import Text
    from models.packs.pack import Pack


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a row is made with: the packs that are here, the styles of the cases by policy, and as of when."""

    packs: "Mapping[str, Pack]"
    styles: "Mapping[str, CaseStyle]"
    now: datetime

    def show(self, rows: "Iterable[CaseRow]") -> None:
        """Print the table, one row after another however many there are."""
        lines = ([value(row, self) for value in _COLUMNS.values()] for row in rows)
        spreadsheet(tuple(_COLUMNS), lines, as_of=self.now)

    def style(self, row: "CaseRow") -> "CaseStyle | None":
        """How a case is presented; none where its policy is not on record."""
        return self.styles.get(row.policy)

    def title(self, row: "CaseRow", titles: "Titles") -> str:
        """What the pack of a case calls one of its codes today; empty for one that it no longer has."""
        pack = self.packs.get(row.pack)
        found = titles(pack, row) if pack else None
        style = self.style(row)
        return found.of(*([style.language] if style else []), *pack.languages) if pack and found else ""

    def instant(self, row: "CaseRow", at: datetime | None) -> datetime | None:
        """An instant in the zone of a case."""
        return at.astimezone(zone_of(self.style(row))) if at else None


Value = Callable[["CaseRow", Sheet], object]
Titles = Callable[["Pack", "CaseRow"], "Text | None"]


def _of(name: str) -> Value:
    return lambda row, _: getattr(row, name)


def service_title(pack: "Pack", row: "CaseRow") -> "Text | None":
    """What the pack calls the service of a case."""
    return pack.services[row.service].title if row.service in pack.services else None


def _problem(pack: "Pack", row: "CaseRow") -> "Text | None":
    return pack.problems[row.problem].title if row.problem in pack.problems else None


def team_title(pack: "Pack", row: "CaseRow") -> "Text | None":
    """What the pack calls the team of a case."""
    return pack.teams.get(row.team or "")


def _titled(titles: "Titles") -> Value:
    return lambda row, sheet: sheet.title(row, titles)


def _instant(name: str) -> Value:
    return lambda row, sheet: sheet.instant(row, getattr(row, name))


def _yes_no(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"


def _late(row: "CaseRow", sheet: Sheet) -> str:
    """Whether the promise is broken: of an open case by now, of a decided one then."""
    if row.in_time is not None:
        return _yes_no(not row.in_time)
    return _yes_no(row.breached or (row.due_at is not None and row.due_at <= sheet.now))


_COLUMNS: Mapping[str, Value] = {
    "reference": _of("reference"),
    "pack": _of("pack"),
    "service": _of("service"),
    "service title": _titled(service_title),
    "problem": _of("problem"),
    "problem title": _titled(_problem),
    "channel": _of("channel"),
    "applicant": _of("applicant_type"),
    "stage": lambda row, sheet: stage_title(row.stage, sheet.style(row)),
    "status": lambda row, sheet: status_title(row.status, sheet.style(row)),
    "outcome": lambda row, sheet: outcome_title(row.outcome, sheet.style(row)) if row.outcome else "",
    "priority": _of("priority"),
    "team": _of("team"),
    "team title": _titled(team_title),
    "holder": _of("assignee"),
    "submitted": _instant("submitted_at"),
    "opened": _instant("opened_at"),
    "first response due": _instant("first_response_due_at"),
    "first response": _instant("first_responded_at"),
    "due": _instant("due_at"),
    "decided": _instant("resolved_at"),
    "closed": _instant("closed_at"),
    "late": _late,
    "paused": lambda row, _: _yes_no(row.paused),
    "escalation": _of("escalation"),
    "rounds of asking": _of("rounds"),
    "reopened": _of("reopens"),
    "rating": _of("rating"),
    "merged into": _of("into"),
    "appeal of": _of("appeal_of"),
    "taken out of": _of("split_of"),
    "imported": lambda row, _: _yes_no(row.imported),
    "fault": _of("fault"),
}
"""The columns by their headers. Programs read `--json`, which has every field."""
