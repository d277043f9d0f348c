"""Staff commands that change who holds a request: claim, release, assign."""

from typing import Annotated

import typer

from commands.common.send import Fields, staff_command

app = typer.Typer()


@staff_command(app, "tawasul claim TW-7K3M-9QXD-2VHA-K --as o.salem")
def claim() -> Fields:
    """Take a request from your team's queue.

    The first response is given with it.
    """
    return {}


@staff_command(app, "tawasul release TW-7K3M-9QXD-2VHA-K")
def release() -> Fields:
    """Put a request back into the queue. Clock and limit stay as they are."""
    return {}


@staff_command(app, "tawasul assign TW-7K3M-9QXD-2VHA-K --to o.huda --as s.nasser")
def assign(to: Annotated[str, typer.Option(metavar="STAFF", help="Who gets it.")]) -> Fields:
    """Give a request to a colleague.

    For supervisors and above. Clock and limit stay as they are.
    """
    from commands.common.context import colleague

    return {"to": colleague(to)}
