"""The command inbox: the work of one member of staff from the records, the most pressing first."""

from contextlib import nullcontext
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from commands.common import terminal
from commands.common.terminal import Column
from commands.common.typed.declare import As, AsJson, OfPack, Watch, Wide, command
from commands.common.typed.numbering import numbers_rows, remember
from commands.common.words.absences import absence_data, absence_line
from commands.common.words.code_words import word
from commands.common.words.labels import WORK
from commands.common.words.language import N_, _, listed
from commands.common.words.marks import Marks
from commands.common.words.pack_titles import service_name
from commands.common.words.titles import rung_title, shown_status, stage_title, zone_of
from commands.work.lists.about import about, asked_in_short
from models.codes import CaseOrder, Priority

if TYPE_CHECKING:
    from activities.reports.inbox import InboxCase
    from commands.looks.inbox import InboxTold
    from models.case.row import CaseRow

app = typer.Typer()

PARTS = {
    "mine": N_("Yours"),
    "unassigned": N_("Waiting for an officer"),
    "steps": N_("Waiting for an approval step of your team"),
    "asked": N_("Asked of your team, or waiting for it"),
    "stand_in": N_("Of those for whom you stand in"),
    "team": N_("Held by colleagues"),
}
COLUMNS = (
    Column("score", dropped=7),
    Column("reference"),
    Column("service", dropped=4, least=10),
    Column("stage", dropped=3, least=10),
    Column("priority", dropped=5),
    Column("time left"),
    Column("next rung", dropped=6, least=12),
    Column("holder", dropped=2, least=6),
)
NUMBER, ASKED, WHY, ABOUT = (
    Column("row"),
    Column("asked for", dropped=1, least=12),
    Column("why", least=20),
    Column("person, subject, status", least=16, wanted=34),
)


@command(
    app,
    WORK,
    "tawasul inbox --as o.salem",
    "tawasul inbox --why --limit 5",
    "tawasul inbox --sort due",
    "tawasul inbox --watch",
    name="inbox",
)
def show_inbox(
    staff: As = None,
    limit: Annotated[int, typer.Option(min=1, max=500, help="How many of each part.")] = 20,
    why: Annotated[bool, typer.Option("--why", help="Say what each score is made of.")] = False,
    sort: Annotated[
        CaseOrder | None,
        typer.Option("--sort", help="The order within each part.", show_default="the most pressing first"),
    ] = None,
    pack: OfPack = None,
    wide: Wide = False,
    watch: Watch = False,
    as_json: AsJson = False,
) -> None:
    """Your work, the most pressing first, with whom and what each request is about.

    Your own requests, those of your teams that nobody has taken, those of others that wait for an approval step, an
    answer or an action of your team, what waits for people who are away and for whom you stand in, and those your
    colleagues hold. Absences, yours and those for which you will stand in, come first. Each request has a score; --why
    says what it is made of. Appeals, requests that were split off and imported ones are marked. On a terminal columns
    for which there is no room are left out, and the rows have numbers, which commands take in place of a reference.
    """
    from commands.common.terminal.watching import watched

    how = _How(staff, limit, pack, sort, why=why, wide=wide)
    if as_json:
        terminal.as_json(_inbox_data(_read(how, opened=False)))
        return
    watched(lambda: _show(how, numbered=not watch), watch=watch)


class _How(NamedTuple):
    """What was asked for: whose inbox, how many of each part, of which pack, in which order, and how it is told."""

    staff: str | None
    limit: int
    pack: str | None
    sort: CaseOrder | None
    why: bool
    wide: bool


def _read(how: _How, *, opened: bool = True) -> "InboxTold":
    """The inbox, with the view of it left behind; `opened`: with what the cases are about."""
    from commands.common.onlooker.looking import Intent
    from commands.common.onlooker.reader import own_language
    from commands.completion.seen import note_seen
    from commands.looks.inbox import InboxAsked, inbox

    told = inbox(Intent(how.staff), InboxAsked(how.limit, how.pack, how.sort, opened, own_language()))
    rows = [case.row for part in PARTS for case in getattr(told.work, part)]
    note_seen(told.actor.id, ((row.reference, row.stage) for row in rows), list(told.colleagues))
    return told


def _show(how: _How, *, numbered: bool) -> None:
    read = _read(how)
    work = read.work
    numbers = Numbers() if numbered and numbers_rows() else None
    with terminal.paged() if numbered else nullcontext():
        for absence in read.away:
            terminal.line(terminal.warning(absence_line(absence, read.now, terminal.local_zone())))
        for part, title in PARTS.items():
            if part in ("steps", "asked") and not getattr(work, part):
                continue  # most teams have no step in the chains of others, and are asked nothing
            if part == "stand_in" and not read.absent:
                continue
            names = f" ({', '.join(each.id for each in read.absent)})" if part == "stand_in" else ""
            told = _Told(read, how, numbers, owed=part == "asked")
            _show_part(_(title) + names, getattr(work, part), work.totals[part], told)
    if numbers:
        remember(numbers.references)


class Numbers:
    """The numbers of the rows, over all parts."""

    def __init__(self) -> None:
        self.references = list[str]()

    def next(self, reference: str) -> str:
        """The number of the row of a case."""
        self.references.append(reference)
        return str(len(self.references))


class _Told(NamedTuple):
    """How the cases of a part are told."""

    read: "InboxTold"
    how: _How
    numbers: Numbers | None
    owed: bool
    """Whether their time is that which the reader's team has for its answer."""

    def asked(self, row: "CaseRow") -> str:
        """What is asked of the beneficiary of a case."""
        return asked_in_short(self.read.subjects.get(row.reference), self.read.styles.get(row.policy))


def _show_part(title: str, cases: "tuple[InboxCase, ...]", total: int, told: _Told) -> None:
    terminal.heading(f"{title}: {total}" + (_(", the first {count}", count=len(cases)) if total > len(cases) else ""))
    if not cases:
        return
    marks, asked = Marks(case.row for case in cases), any(told.asked(case.row) for case in cases)
    columns = [
        *([NUMBER] if told.numbers else []),
        *COLUMNS,
        *(Column(header, dropped=2, least=10) for header in marks.header),
        *([ASKED] if asked else []),
        *([WHY] if told.how.why else []),
        ABOUT,
    ]
    rows = (_inbox_row(case, told, marks, asked=asked) for case in cases)
    terminal.listing(columns, rows, indent="  ", wide=told.how.wide)


def _inbox_row(case: "InboxCase", told: _Told, marks: Marks, *, asked: bool) -> list[terminal.Piece]:
    row, style = case.row, told.read.styles.get(case.row.policy)
    zone = zone_of(style)
    at = terminal.moment(row.next_rung_at, zone)[5:]
    rung = f"{rung_title(row.next_rung, style)} {at}" if row.next_rung else terminal.NONE
    return [
        *([terminal.dim(told.numbers.next(row.reference))] if told.numbers else []),
        terminal.bold(str(case.score.points)),
        row.reference,
        service_name(row.service, row.pack),
        stage_title(row.stage, style),
        styled_priority(row.priority),
        terminal.time_left(_until(row, owed=told.owed), told.read.now),
        rung,
        row.assignee or terminal.NONE,
        *marks.cell(row),
        *([terminal.warning(told.asked(row) or terminal.NONE)] if asked else []),
        *([_why(case)] if told.how.why else []),
        about(told.read.subjects.get(row.reference), shown_status(row.status, style)),
    ]


def _why(case: "InboxCase") -> str:
    """What the score is made of: `due_soon 40, priority 20`."""
    return listed(f"{word(reason.name, 'Score')} {reason.points}" for reason in case.score.reasons)


def _until(row: "CaseRow", *, owed: bool) -> datetime | None:
    """What a case is awaited by; of one that waits for the reader's team, until when the answer is."""
    if owed:
        return row.third_party_due_at if row.awaited_team else row.consultation_due_at
    return row.answer_due_at or row.due_at or row.third_party_due_at


def styled_priority(code: Priority) -> terminal.Piece:
    """A priority, the higher ones standing out."""
    return terminal.warning(word(code)) if code.rank >= Priority.HIGH.rank else word(code)


def _inbox_data(read: "InboxTold") -> dict[str, Any]:
    """The inbox for programs: codes, instants and ids, as lists have them."""

    def data(case: "InboxCase") -> dict[str, Any]:
        return {**case.row.model_dump(mode="json"), "score": case.score.model_dump(mode="json")}

    parts = {part: [data(case) for case in getattr(read.work, part)] for part in PARTS}
    return {
        "as_of": read.now,
        **parts,
        "totals": read.work.totals,
        "absences": [absence_data(each) for each in read.away],
    }
