"""Staff commands that change who holds a request: claim, release, assign."""

import sys
from contextlib import suppress
from typing import Annotated

import typer

from commands.common.send import Fields, staff_command
from errors import Unreachable

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


def _say_who_is_away(reference: str, fields: Fields) -> None:
    """Say on standard error that whom the request was given to is away, and who stands in for them.

    The command is done by then: records that do not answer any more change nothing of that.
    """
    from datetime import UTC, datetime

    from activities.absences import away
    from commands.common import terminal
    from commands.common.context import records
    from commands.common.labels import stand_ins
    from models.case.commands import Actor

    to = Actor.model_validate(fields["to"])
    absence = None
    with suppress(Unreachable), records() as connection:
        absence = away(connection, to.id, datetime.now(UTC))
    if absence:
        until = terminal.moment(absence.until, terminal.local_zone())
        terminal.line(terminal.warning(f"{to.id} is away until {until}: {stand_ins(absence)}"), to=sys.stderr)


@staff_command(app, "tawasul assign TW-7K3M-9QXD-2VHA-K --to o.huda --as s.nasser", then=_say_who_is_away)
def assign(to: Annotated[str, typer.Option(metavar="STAFF", help="Who gets it.")]) -> Fields:
    """Give a request to a colleague.

    For supervisors and above. Clock and limit stay as they are. If the colleague is away, this says so; where nobody
    stands in for them, the request is put on `tawasul attention`.
    """
    from commands.common.context import colleague

    return {"to": colleague(to)}
