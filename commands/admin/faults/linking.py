"""The commands faults link and unlink: which requests are of a fault, as staff say it."""

from typing import TYPE_CHECKING, Annotated

import typer

from commands.admin.faults.group import Fault, app, named_fault
from commands.common.send import Fields, build_command
from commands.common.typed.declare import As, AsJson, command
from commands.common.typed.which_case import which_case
from commands.common.words.advice import ExitCode
from commands.common.words.labels import ADMIN
from commands.review.options import Note
from models.codes import FaultStage

if TYPE_CHECKING:
    from models.case.commands import AnyCommand

References = Annotated[list[str], typer.Argument(metavar="REFERENCE...", help="The requests.")]


@command(app, ADMIN, "tawasul faults link ERR-5031 TW-7K3M-9QXD-2VHA-K TW-2F8N-W4RT-6YBC-8 --as m.reem")
def link(fault: Fault, references: References, staff: As = None, as_json: AsJson = False) -> ExitCode:
    """Say that requests are of a fault, whatever their error code; where it is known their beneficiaries are told."""
    from activities.reports.faults import fault_state
    from commands.common.context import records

    with records() as connection:
        reference = named_fault(connection, fault)
        state, _ = fault_state(connection, reference)
    fields = {"fault": reference, "known": state.stage is FaultStage.KNOWN}
    return _given("link_fault", references, staff, fields, as_json=as_json)


@command(app, ADMIN, 'tawasul faults unlink ERR-5031 TW-7K3M-9QXD-2VHA-K --note "another message" --as m.reem')
def unlink(
    fault: Fault, references: References, note: Note = None, staff: As = None, as_json: AsJson = False
) -> ExitCode:
    """Say that requests are not of a fault. From then on only staff link them to one."""
    from commands.admin.faults.changing import on_record

    return _given("unlink_fault", references, staff, {"fault": on_record(fault), "note": note}, as_json=as_json)


def _given(kind: str, references: list[str], staff: str | None, fields: Fields, *, as_json: bool) -> ExitCode:
    """Give each request the command."""
    from commands.batch.many import BatchOrder, give_to_each
    from commands.common.onlooker.looking import Intent, onlooker

    who = onlooker(Intent(staff))

    def build(_: object, __: str, command_id: str) -> "AnyCommand":
        return build_command(kind, who.actor, command_id, {**fields, "absent": who.absent})

    cases = list(dict.fromkeys(map(which_case, references)))
    return give_to_each(BatchOrder(kind, who, build, fields), cases, as_json=as_json)
