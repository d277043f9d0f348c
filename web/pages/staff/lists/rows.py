"""A case as a line of a list: what it is about, how much time is left, who has it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from activities.reports.subjects import AboutCase
from commands.common.terminal import Span, Style, moment, time_left
from commands.common.words.code_words import word
from commands.common.words.language import N_, listed
from commands.common.words.titles import outcome_title, rung_title, stage_title, zone_of
from models.case.row import CaseRow
from models.case.style import CaseStyle
from models.codes import AskedKind, Priority, Stage
from models.text import mask_in_text
from web.pages.staff.titles import StaffTitles

TONES: Mapping[Style, str] = {Style.BAD: "bad", Style.WARNING: "soon", Style.GOOD: "good"}
"""Classes of the stylesheet by what the commands print in colour."""


class Toned(NamedTuple):
    """A text with the class of its tone."""

    text: str
    tone: str = ""

    @classmethod
    def of(cls, span: Span) -> "Toned":
        """What the commands would print."""
        return cls(span.text, TONES.get(span.style, ""))


class ListSources(NamedTuple):
    """What the lines of a list are told by."""

    now: datetime
    titles: StaffTitles
    styles: Mapping[str, CaseStyle]
    subjects: Mapping[str, AboutCase]


@dataclass(frozen=True)
class ListedCase:
    """A case in a list."""

    row: CaseRow
    subject: str
    person: str
    service: str
    stage: str
    team: str
    priority: Toned
    left: Toned
    opened: str
    rung: str
    asked: str
    marks: tuple[str, ...]
    points: int | None = None

    @property
    def choice(self) -> str:
        """What is posted of a line that was ticked: the case, and which version of it was seen."""
        return f"{self.row.reference}@{self.row.seq}"


def listed_cases(rows: Iterable[CaseRow], by: ListSources, *, owed: bool = False) -> list[ListedCase]:
    """The lines of rows; `owed`: of cases for whose answer the reader's team has so much time."""
    return [listed_case(row, by, owed=owed) for row in rows]


def listed_case(row: CaseRow, by: ListSources, *, owed: bool = False, points: int | None = None) -> ListedCase:
    """The line of a case. What stands of persons in it has numbers masked, as in the lists of the commands."""
    style, about, titles = by.styles.get(row.policy), by.subjects.get(row.reference), by.titles
    rung = f"{rung_title(row.next_rung, style)} {moment(row.next_rung_at, zone_of(style))}" if row.next_rung else ""
    return ListedCase(
        row,
        subject=mask_in_text(" ".join(about.subject.split())) if about else "",
        person=mask_in_text(" ".join(about.person.split())) if about else "",
        service=titles.service(row.pack, row.service),
        stage=outcome_title(row.outcome, style) if row.outcome else stage_title(row.stage, style),
        team=titles.team(row.pack, row.team),
        priority=Toned(word(row.priority), "soon" if row.priority.rank >= Priority.HIGH.rank else ""),
        left=Toned.of(time_left(until(row, owed=owed), by.now)),
        opened=moment(row.opened_at, zone_of(style)),
        rung=rung if row.stage not in (Stage.RESOLVED, Stage.CLOSED) else "",
        asked=listed(_asked(row, about, titles)) if about else "",
        marks=tuple(_marks(row)),
        points=points,
    )


def until(row: CaseRow, *, owed: bool) -> datetime | None:
    """What a case is awaited by; of one that waits for the reader's team, until when the answer is."""
    if owed:
        return row.third_party_due_at if row.awaited_team else row.consultation_due_at
    return row.answer_due_at or row.due_at or row.third_party_due_at


def _asked(row: CaseRow, about: AboutCase, titles: StaffTitles) -> Iterator[str]:
    """What was asked of the beneficiary and has not arrived."""
    for item in about.asked:
        if item.kind is AskedKind.DOCUMENT:
            yield titles.document(row.pack, item.what)
        elif item.kind is AskedKind.FIELD:
            yield titles.field(row.pack, row.service, item.what)
        else:
            yield word(item.kind)


def _marks(row: CaseRow) -> Iterator[str]:
    if row.appeal_of:
        yield N_("appeal")
    if row.split_of:
        yield N_("split off")
    if row.imported:
        yield N_("imported")
    if row.reopens:
        yield N_("reopened")
    if row.fault:
        yield N_("fault")
