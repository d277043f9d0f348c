"""The commands faults list and faults show."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from commands.admin.faults.group import Fault, app, named_fault
from commands.common import terminal
from commands.common.lists import HowMany, ListForm, OfTeam, list_data
from commands.common.onlooker.looking import Intent
from commands.common.terminal import Column
from commands.common.typed.declare import As, AsJson, OfPack, Why, Wide, command
from commands.common.typed.list_command import list_command
from commands.common.words.labels import ADMIN, FAULT_STAGE
from commands.common.words.language import _
from errors import NotAllowed
from models.codes import FaultOrder, FaultStage, Verb

if TYPE_CHECKING:
    from activities.reports.faults import FaultLine

OfStage = Annotated[FaultStage | None, typer.Option("--stage", help="Only in this stage.", show_default=False)]
OfOwner = Annotated[str | None, typer.Option("--owner", metavar="STAFF", help="Only theirs.", show_default=False)]
OfCode = Annotated[
    str | None, typer.Option("--error-code", metavar="CODE", help="Only with this error code.", show_default=False)
]
Closed = Annotated[bool, typer.Option("--all", help="Closed ones too.")]
OrderedBy = Annotated[FaultOrder, typer.Option("--sort", help="The order of the list.")]
COLUMNS = (
    Column("fault"),
    Column("error code", least=8),
    Column("stage", dropped=2),
    Column("opened", dropped=4),
    Column("owner", dropped=1, least=6),
    Column("requests", dropped=5),
    Column("undecided", dropped=3),
    Column("time left"),
    Column("title", dropped=6, least=8),
)


@list_command(
    app,
    ADMIN,
    "tawasul faults list --as m.reem",
    "tawasul faults list --all --error-code ERR-5031",
    'tawasul faults list --sort requests --csv --why "the weekly meeting" --as m.reem > faults.csv',
    name="list",
)
def list_faults(
    form: ListForm,
    intent: Intent,
    pack: OfPack = None,
    team: OfTeam = None,
    stage: OfStage = None,
    owner: OfOwner = None,
    error_code: OfCode = None,
    every: Closed = False,
    sort: OrderedBy = FaultOrder.NEWEST,
    wide: Wide = False,
) -> None:
    """The faults, the newest first: how many requests each has, who owns it, and until when it is to be mended."""
    from activities.reports.faults import FaultFilter, faults
    from commands.common.context import known_pack, records
    from commands.common.onlooker.looking import look_through, onlooker

    who, now = onlooker(intent), datetime.now(UTC)
    scope = form.scope(who)
    with records() as connection, connection.transaction():
        wanted = FaultFilter(
            pack=known_pack(connection, pack),
            team=team,
            stage=stage,
            owner=owner,
            error_code=error_code,
            closed=every,
            order=sort,
            limit=form.most,
            offset=form.offset,
        )
        lines, total = faults(connection, wanted, scope)
        look_through(connection, who, form.verb, 0, faults=len(lines) or True)
    form.show(
        HowMany(len(lines), total, terminal.moment(now, terminal.local_zone()), "fault"),
        page=lambda: _print(lines, now, wide=wide),
        sheet=lambda: _sheet(lines, now),
        data=lambda: list_data(now, total, faults=map(_data, lines)),
    )


def _print(lines: "list[FaultLine]", now: datetime, *, wide: bool) -> None:
    if lines:
        terminal.listing(COLUMNS, [_cells(line, now) for line in lines], wide=wide)


SHEET_HEADERS = (
    *(
        "fault",
        "error code",
        "pack",
        "team",
        "stage",
        "opened",
        "owner",
        "requests",
        "undecided",
        "to be mended by",
    ),
    "title",
)


def _sheet(lines: "list[FaultLine]", now: datetime) -> None:
    """Print a table for a spreadsheet; instants are local."""
    from commands.common.terminal.spreadsheet import spreadsheet

    zone = terminal.local_zone()
    spreadsheet(
        SHEET_HEADERS,
        (
            (
                *(row.reference, row.error_code, row.pack, row.team, FAULT_STAGE[row.stage].word),
                *(row.opened_at.astimezone(zone), row.owner, line.cases, line.undecided),
                *(row.due_at.astimezone(zone) if row.due_at else None, line.title),
            )
            for line in lines
            for row in [line.row]
        ),
        as_of=now,
    )


def _data(line: "FaultLine") -> dict[str, object]:
    row = line.row.model_dump(mode="json")
    return {**row, **{name: value for name, value in asdict(line).items() if name != "row"}}


def _cells(line: "FaultLine", now: datetime) -> list[terminal.Piece]:
    row = line.row
    return [
        terminal.bold(row.reference),
        row.error_code,
        FAULT_STAGE[row.stage].word,
        terminal.moment(row.opened_at, terminal.local_zone()),
        row.owner or terminal.warning(_("nobody")),
        str(line.cases),
        str(line.undecided),
        terminal.time_left(row.due_at, now),
        line.title,
    ]


@command(app, ADMIN, "tawasul faults show FT-7K3M-9QXD-2VHA-K --as m.reem", "tawasul faults show ERR-5031")
def show(fault: Fault, why: Why = None, staff: As = None, as_json: AsJson = False) -> None:
    """One fault: where it stands, what happened, and its requests as far as you may see them."""
    from activities.reports.faults import cases_of, fault_state, how_many_of, works_here
    from activities.reports.styles import style_of_pack
    from commands.admin.faults.page import fault_data, show_fault
    from commands.common.context import records
    from commands.common.onlooker.looking import look_through, onlooker
    from commands.common.onlooker.reader import language_of_reader

    who = onlooker(Intent(staff, why))
    with records() as connection, connection.transaction():
        reference = named_fault(connection, fault)
        state, events = fault_state(connection, reference)
        scope = who.scope(Verb.LIST)
        if not works_here(scope, state.rules.pack):
            raise NotAllowed(_("{reference} is of the pack {pack}", reference=reference, pack=state.rules.pack))
        cases, of_it = cases_of(connection, reference, scope), how_many_of(connection, reference)
        look_through(connection, who, Verb.LIST, len(cases), fault=reference)
        style = style_of_pack(connection, state.rules.pack, language_of_reader(connection, who.actor.id))
    if as_json:
        terminal.as_json(fault_data(state, events, cases))
    else:
        show_fault(state, events, cases, of_it, datetime.now(UTC), style)
