"""The list of cases as a table for people: one line of the terminal for each."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from commands.common import terminal
from commands.common.terminal import Column
from commands.common.words.language import in_arabic
from commands.common.words.marks import Marks
from commands.common.words.pack_titles import service_name, team_name
from commands.common.words.titles import outcome_title, shown_status, stage_title, zone_of
from commands.work.lists.about import about
from commands.work.lists.inbox import styled_priority
from models.codes import Outcome
from models.teams import name_of

if TYPE_CHECKING:
    from activities.reports.subjects import AboutCase
    from models.case.row import CaseRow
    from models.case.style import CaseStyle

COLUMNS = (
    Column("reference"),
    Column("opened", dropped=6),
    Column("service", dropped=2, least=10),
    Column("stage", dropped=1, least=10, wanted=14),
    Column("priority", dropped=5),
    Column("team", dropped=4, least=8),
    Column("holder", dropped=3, least=6),
    Column("time left"),
)
NUMBER = Column("row")


class TableForm(NamedTuple):
    """How the rows are printed: as of when, in full width or not, and with numbers or not."""

    now: datetime
    wide: bool
    numbered: bool


def print_table(
    rows: "list[CaseRow]",
    form: TableForm,
    styles: "Mapping[str, CaseStyle]",
    subjects: "Mapping[str, AboutCase]",
) -> None:
    """Print cases; `subjects` of those whose reader may see them."""
    apart, marks = len({row.pack for row in rows}) > 1, Marks(rows)
    last = Column("person, subject, status", least=16, wanted=34) if subjects else Column("status", dropped=3, least=12)
    columns = [*([NUMBER] if form.numbered else []), *COLUMNS, *(Column(each, 2, 10) for each in marks.header), last]
    cells = (
        [
            *([terminal.dim(str(number))] if form.numbered else []),
            *_table_row(row, form.now, styles.get(row.policy), marks, apart=apart),
            about(subjects.get(row.reference), shown_status(row.status, styles.get(row.policy))),
        ]
        for number, row in enumerate(rows, start=1)
    )
    terminal.listing(columns, cells, wide=form.wide)


def _table_row(
    row: "CaseRow", now: datetime, style: "CaseStyle | None", marks: Marks, *, apart: bool
) -> list[terminal.Piece]:
    """A row of the list without its last column; `apart`: it has cases of several packs, so teams have theirs."""
    return [
        terminal.bold(row.reference),
        terminal.moment(row.opened_at, zone_of(style)),
        service_name(row.service, row.pack),
        _outcome(row.outcome, style) if row.outcome else stage_title(row.stage, style),
        styled_priority(row.priority),
        team_name(name_of(row.team, row.pack) if apart else row.team, row.pack) if row.team else terminal.NONE,
        row.assignee or terminal.NONE,
        terminal.time_left(row.answer_due_at or row.due_at, now),
        *marks.cell(row),
    ]


def _outcome(outcome: Outcome, style: "CaseStyle | None") -> str:
    """An outcome by its code, or as the pack of the case calls it."""
    titled = in_arabic() or (style and outcome in style.titles.outcomes)
    return outcome_title(outcome, style) if titled else str(outcome)
