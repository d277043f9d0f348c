"""The commands faults list and faults show."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from commands.admin.faults.group import Fault, app, named_fault
from commands.common import terminal
from commands.common.declare import As, AsJson, OfPack, Why, Wide, command
from commands.common.labels import ADMIN, FAULT_STAGE
from commands.common.terminal import Column
from models.codes import FaultStage, Verb

if TYPE_CHECKING:
    from activities.reports.faults import FaultLine

OfStage = Annotated[FaultStage | None, typer.Option("--stage", help="Only in this stage.", show_default=False)]
OfTeam = Annotated[str | None, typer.Option("--team", metavar="TEAM", help="Only of this team.", show_default=False)]
OfOwner = Annotated[str | None, typer.Option("--owner", metavar="STAFF", help="Only theirs.", show_default=False)]
OfCode = Annotated[
    str | None, typer.Option("--error-code", metavar="CODE", help="Only with this error code.", show_default=False)
]
Closed = Annotated[bool, typer.Option("--all", help="Closed ones too.")]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")]
Offset = Annotated[int, typer.Option(min=0, help="How many to pass over.")]
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


@command(app, ADMIN, "tawasul faults list --as m.reem", "tawasul faults list --all --error-code ERR-5031", name="list")
def list_faults(
    pack: OfPack = None,
    team: OfTeam = None,
    stage: OfStage = None,
    owner: OfOwner = None,
    error_code: OfCode = None,
    every: Closed = False,
    limit: Limit = 100,
    offset: Offset = 0,
    wide: Wide = False,
    why: Why = None,
    staff: As = None,
    as_json: AsJson = False,
) -> None:
    """The faults, the newest first: how many requests each has, who owns it, and until when it is to be mended."""
    from activities.reports.faults import FaultFilter, faults
    from commands.common.context import known_pack, records
    from commands.common.looking import Intent, look_through, onlooker
    from commands.work.cases import how_many

    who = onlooker(Intent(staff, why))
    with records() as connection, connection.transaction():
        wanted = FaultFilter(
            pack=known_pack(connection, pack),
            team=team,
            stage=stage,
            owner=owner,
            error_code=error_code,
            closed=every,
            limit=limit,
            offset=offset,
        )
        lines, total = faults(connection, wanted)
        look_through(connection, who, Verb.LIST, 0, faults=len(lines) or True)
    if as_json:
        terminal.as_json([_data(line) for line in lines])
        return
    now, zone = datetime.now(UTC), terminal.local_zone()
    if lines:
        terminal.listing(COLUMNS, [_cells(line, now) for line in lines], wide=wide)
    terminal.line(terminal.dim(how_many(len(lines), total, offset, terminal.moment(now, zone), "fault")))


def _data(line: "FaultLine") -> dict[str, object]:
    row = line.row.model_dump(mode="json")
    return {**row, **{name: value for name, value in asdict(line).items() if name != "row"}}


def _cells(line: "FaultLine", now: datetime) -> list[terminal.Piece]:
    row = line.row
    return [
        terminal.bold(row.reference),
        row.error_code,
        FAULT_STAGE[row.stage].en,
        terminal.moment(row.opened_at, terminal.local_zone()),
        row.owner or terminal.warning("nobody"),
        str(line.cases),
        str(line.undecided),
        terminal.time_left(row.due_at, now),
        line.title,
    ]


@command(app, ADMIN, "tawasul faults show FT-7K3M-9QXD-2VHA-K --as m.reem", "tawasul faults show ERR-5031")
def show(fault: Fault, why: Why = None, staff: As = None, as_json: AsJson = False) -> None:
    """One fault: where it stands, what happened, and its requests as far as you may see them."""
    from activities.reports.faults import cases_of, fault_state
    from activities.reports.styles import style_of_pack
    from commands.admin.faults.page import fault_data, show_fault
    from commands.common.context import records
    from commands.common.looking import Intent, look_through, onlooker
    from commands.common.reader import language_of_reader

    who = onlooker(Intent(staff, why))
    with records() as connection, connection.transaction():
        reference = named_fault(connection, fault)
        state, events = fault_state(connection, reference)
        cases = cases_of(connection, reference, who.scope(Verb.LIST))
        look_through(connection, who, Verb.LIST, len(cases), fault=reference)
        style = style_of_pack(connection, state.rules.pack, language_of_reader(connection, who.actor.id))
    if as_json:
        terminal.as_json(fault_data(state, events, cases))
    else:
        show_fault(state, events, cases, datetime.now(UTC), style)
