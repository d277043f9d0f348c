"""Staff commands that change how soon a request is due, and notes: escalate, extend, note, prioritise."""

from typing import Annotated

import typer

from commands.batch.verb import staff_command
from commands.common.send import Fields
from commands.common.typed.declare import StaffRole
from commands.common.typed.which_case import which_case
from commands.review.options import Note, RequiredNote, working_time
from models.codes import Priority, Role

app = typer.Typer()
SUPERVISOR = StaffRole("supervisor")


@staff_command(app, 'tawasul escalate TW-7K3M-9QXD-2VHA-K --to director --note "travels tonight"')
def escalate(
    to: Annotated[StaffRole, typer.Option(help="The role to tell.")] = SUPERVISOR, note: Note = None
) -> Fields:
    """Raise the priority and tell someone above.

    Without waiting for the clock.
    """
    return {"to": Role(to), "note": note}


@staff_command(app, 'tawasul extend TW-7K3M-9QXD-2VHA-K --by 7h --note "waits for the border post"')
def extend(
    by: Annotated[str, typer.Option(metavar="TIME", help="Working time to add, as 90m, 7h or 3h30m.")],
    note: RequiredNote,
) -> Fields:
    """Give the resolution more working time.

    Within the limits of the policy; the reason is recorded.
    """
    return {"by": working_time(by), "note": note}


@staff_command(app, 'tawasul note TW-7K3M-9QXD-2VHA-K --text "called the branch, file is on its way"')
def note(
    text: RequiredNote,
    about: Annotated[
        str | None,
        typer.Option(metavar="REFERENCE", help="A joined request the note is about.", show_default=False),
    ] = None,
) -> Fields:
    """Leave an internal note. Neither clock nor limit is touched."""
    return {"text": text, "about": about and which_case(about)}


@staff_command(app, "tawasul prioritise TW-7K3M-9QXD-2VHA-K --priority urgent")
def prioritise(priority: Annotated[Priority, typer.Option(help="The new priority.")], note: Note = None) -> Fields:
    """Change the priority. The time already used stays used."""
    return {"priority": priority, "note": note}
