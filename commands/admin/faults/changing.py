"""The commands faults open, own, known and close."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.admin.faults.group import Fault, app, named_fault
from commands.common import terminal
from commands.common.typed.confirm import confirmed
from commands.common.typed.declare import As, AsJson, CommandId, Yes, command
from commands.common.typed.texts import text_option
from commands.common.words.labels import ADMIN, FAULT_STAGE
from commands.common.words.language import N_, _, listed
from commands.review.options import Note
from errors import Refused, WrongUsage
from models.codes import FaultStage

if TYPE_CHECKING:
    from models.case.actor import Actor
    from models.faults.state import FaultReceipt

DONE = {
    "open": N_("opened"),
    "own": N_("owned"),
    "known": N_("known"),
    "mend": N_("mended"),
    "close": N_("closed"),
}


@command(
    app,
    ADMIN,
    'tawasul faults open --error-code ERR-5031 --title "payments fail" --as m.reem',
    name="open",
)
def open_fault(
    error_code: Annotated[str, typer.Option(metavar="CODE", help="The error code that its requests have.")],
    pack: Annotated[
        str | None, typer.Option(metavar="PACK", help="Whose fault it is.", show_default="the only pack with faults")
    ] = None,
    title: Annotated[str | None, text_option(about="What it is about, for colleagues", show_default=False)] = None,
    staff: As = None,
    command_id: CommandId = None,
    as_json: AsJson = False,
) -> None:
    """Open a fault by hand. Requests with its error code are linked to it, those of shortly before too."""
    from activities.reports.faults import next_number, taking
    from commands.common.context import acting, records
    from models.intake.reference import fault_reference

    actor, _places = acting(staff)
    code, chosen = error_code.strip(), _pack(pack)
    with records() as connection:
        if known := taking(connection, chosen, code):
            raise Refused(
                "conflict",
                _("the fault {known} with the error code {code} is open", known=known, code=code),
                "open_fault",
            )
        number = next_number(connection, chosen, code)
    fields = {"pack": chosen, "error_code": code, "number": number, "title": title or ""}
    reference = fault_reference(chosen, code, number)
    show_receipt("open", give(reference, actor, "open", command_id, **fields), as_json=as_json)


def _pack(named: str | None) -> str:
    """The pack that is named, or the only one with faults. Raises WrongUsage."""
    from commands.common.context import packs

    having = [name for name, each in packs().items() if each.faults and named in (None, name)]
    if len(having) == 1:
        return having[0]
    known = listed(having) or _("none")
    raise WrongUsage(_("--pack: name one of the packs that have faults: {known}", known=known))


@command(
    app,
    ADMIN,
    "tawasul faults own FT-7K3M-9QXD-2VHA-K --as m.reem",
    "tawasul faults own ERR-5031 --to f.saad --as m.reem",
)
def own(
    fault: Fault,
    to: Annotated[str | None, typer.Option(metavar="STAFF", help="Whose it is.", show_default="yours")] = None,
    staff: As = None,
    command_id: CommandId = None,
    as_json: AsJson = False,
) -> None:
    """Take a fault, or give it to somebody: who mends it, or has it mended."""
    from commands.common.context import acting, colleague

    actor, _places = acting(staff)
    owner = colleague(to) if to else actor
    show_receipt("own", give(on_record(fault), actor, "own", command_id, to=owner), as_json=as_json)


@command(app, ADMIN, 'tawasul faults known ERR-5031 --note "the gateway is down; until noon" --as m.reem')
def known(
    fault: Fault,
    note: Note = None,
    yes: Yes = False,
    staff: As = None,
    command_id: CommandId = None,
    as_json: AsJson = False,
) -> None:
    """Say that it is known what is wrong: each beneficiary of its requests hears it once, also of those to come."""
    from commands.common.context import acting

    confirmed(_("the beneficiaries of its requests are told that it is known"), yes=yes)
    actor, _places = acting(staff)
    show_receipt("known", give(on_record(fault), actor, "known", command_id, note=note), as_json=as_json)


@command(
    app,
    ADMIN,
    "tawasul faults close ERR-5031 --as m.reem",
    'tawasul faults close ERR-5031 --note "no fault: wrong input" --as m.reem',
)
def close(
    fault: Fault, note: Note = None, staff: As = None, command_id: CommandId = None, as_json: AsJson = False
) -> None:
    """Close a fault that is mended and whose requests are decided; or one that is none, with a note."""
    from activities.reports.faults import fault_state
    from commands.common.context import acting, records

    actor, _places = acting(staff)
    with records() as connection:
        reference = named_fault(connection, fault)
        state, _events = fault_state(connection, reference)
        left = connection.execute(_LEFT, (reference,)).fetchone()
    if state.stage is FaultStage.MENDED and left and left["count"]:
        undecided = terminal.counted(left["count"], "of its requests is", "of its requests are")
        raise Refused(
            "wrong_stage",
            _("{undecided} not decided: go on with mend, or unlink them", undecided=undecided),
            "close_fault",
        )
    show_receipt("close", give(reference, actor, "close", command_id, note=note), as_json=as_json)


_LEFT = "SELECT count(*) AS count FROM case_row WHERE fault = %s AND stage <> 'closed' AND stage <> 'resolved'"


def on_record(fault: str) -> str:
    """The reference of a fault on record. Raises WrongUsage, Unreachable."""
    from commands.common.context import records

    with records() as connection:
        return named_fault(connection, fault)


def give(reference: str, actor: "Actor", kind: str, command_id: str | None, **fields: Any) -> "FaultReceipt":
    """Give a command to a fault, signed by who gives it. Raises TawasulError."""
    import client
    import settings
    from commands.common.process import event_loop
    from commands.common.send import framed
    from models.faults.commands import FAULT_COMMAND_OF_KIND
    from sessions.signing import Signers

    given = framed(FAULT_COMMAND_OF_KIND[kind], actor, command_id, fields, of_command=f"faults {kind}")
    signer = Signers.of(settings.load()).by(actor)

    async def go() -> "FaultReceipt":
        return await client.apply_to_fault(await client.connect(), reference, given, signer)

    return event_loop.run(go())


def show_receipt(kind: str, receipt: "FaultReceipt", *, as_json: bool) -> None:
    """Print the answer of a fault: one line, or JSON."""
    if as_json:
        terminal.as_json(receipt.model_dump(mode="json"))
        return
    due: list[terminal.Piece] = []
    if receipt.due:
        due = [_("  until "), terminal.moment(receipt.due, terminal.local_zone())]
    owner = _(", owned by {owner}", owner=receipt.owner) if receipt.owner else ""
    stage = FAULT_STAGE[receipt.stage]
    terminal.line(
        terminal.bold(receipt.reference),
        "  ",
        terminal.good(_(DONE[kind])),
        _(", now {stage}{owner}", stage=stage.word, owner=owner),
        *due,
    )
