"""The command receipt: the receipt of a request with its place in the transparency log, for its beneficiary."""

import typer

from commands.common import terminal
from commands.common.typed.declare import As, AsJson, Reference, Why, command
from commands.common.words.labels import WORK

app = typer.Typer()


@command(app, WORK, "tawasul receipt TW-7K3M-9QXD-2VHA-K --as o.salem > my-request.receipt")
def receipt(reference: Reference, why: Why = None, staff: As = None, as_json: AsJson = False) -> None:
    """The receipt of a request that proves its place in the transparency log.

    It is there with the next checkpoint, within a minute of the opening. Whoever has the public key of the log checks
    it with `tawasul audit receipt`, or by a program of their own. It has no name and no text. A look at the case.
    """
    from activities.reports.cases import row_of
    from checkpoints.proofs import receipt_of
    from commands.common.context import records
    from commands.common.onlooker.looking import Intent, look_at, looking, onlooker
    from commands.common.typed.which_case import which_case

    case, who = which_case(reference), onlooker(Intent(staff, why))
    with records() as connection, looking(connection, who, case):
        look_at(connection, who, row_of(connection, case))
        proof = receipt_of(connection, case)
    if as_json:
        terminal.as_json({"reference": case, "index": proof.index, "proof": str(proof)})
    else:
        for each in str(proof).splitlines():
            terminal.line(each)
