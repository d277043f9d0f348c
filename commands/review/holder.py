"""Staff commands that change who holds a request: claim, release, assign."""

import sys
from contextlib import suppress
from typing import Annotated

import typer

from commands.batch.verb import staff_command
from commands.common.send import Fields
from commands.common.words.language import _
from commands.completion.offers import of_staff
from errors import Unreachable

app = typer.Typer()


@staff_command(
    app,
    "tawasul claim TW-7K3M-9QXD-2VHA-K --as o.salem",
    "tawasul claim TW-7K3M-9QXD-2VHA-K TW-2F8N-W4RT-6YBC-8 --as o.salem",
)
def claim() -> Fields:
    """Take a request from your team's queue.

    The first response is given with it.
    """
    return {}


@staff_command(app, "tawasul release TW-7K3M-9QXD-2VHA-K")
def release() -> Fields:
    """Put a request back into the queue. Clock and limit stay as they are."""
    return {}


def _say_who_is_away(fields: Fields) -> None:
    """Say on standard error that whom requests were given to is away or will be, and who stands in for them.

    The command is done by then: records that do not answer any more change nothing of that.
    """
    from datetime import UTC, datetime

    from activities.absences import away_next
    from commands.common import terminal
    from commands.common.context import records
    from commands.common.words.absences import span, stands_in
    from models.case.actor import Actor

    to = Actor.model_validate(fields["to"])
    absence, now = None, datetime.now(UTC)
    with suppress(Unreachable), records() as connection:
        absence = away_next(connection, to.id, now)
    if absence:
        when = span(absence.since, absence.until, now, terminal.local_zone())
        words = _("{id} is away {when}: {stand_ins}", id=to.id, when=when, stand_ins=stands_in(absence.stand_ins))
        terminal.line(terminal.warning(words), to=sys.stderr)


@staff_command(
    app,
    "tawasul assign TW-7K3M-9QXD-2VHA-K --to o.huda --as s.nasser",
    'tawasul assign --where "team=payments stage=queued" --to o.huda --dry-run --as s.nasser',
    then=_say_who_is_away,
)
def assign(to: Annotated[str, typer.Option(metavar="STAFF", help="Who gets it.", autocompletion=of_staff)]) -> Fields:
    """Give a request to a colleague.

    For supervisors and above. Clock and limit stay as they are. If the colleague is away or will be, this says
    so; where nobody stands in for them now, the request is put on `tawasul attention`.
    """
    from commands.common.context import colleague

    return {"to": colleague(to)}
