"""Staff commands on the beneficiary's behalf: close, reopen-for, withdraw-for, appeal-for. Who may, the policy says."""

from typing import Annotated

import typer

from commands.batch.verb import staff_command
from commands.common.send import Fields
from commands.common.typed.texts import text_option
from commands.review.options import Note
from models.codes import ContactWay, Requester

app = typer.Typer()

RequestedBy = Annotated[Requester, typer.Option("--requested-by", help="Who asked for it.")]
Way = Annotated[ContactWay, typer.Option("--way", help="How they asked.")]


@staff_command(app, "tawasul close TW-7K3M-9QXD-2VHA-K --requested-by applicant --way phone", final=True)
def close(requested_by: RequestedBy, way: Way, note: Note = None) -> Fields:
    """Close a resolved request before its follow-up window ends, because the beneficiary wants nothing more."""
    return {"requested_by": requested_by, "way": way, "note": note}


@staff_command(
    app, 'tawasul reopen-for TW-7K3M-9QXD-2VHA-K --requested-by applicant --way visit --text "the error is still there"'
)
def reopen_for(
    requested_by: RequestedBy,
    way: Way,
    text: Annotated[str, text_option(about="What they said")],
) -> Fields:
    """Reopen a resolved request for its beneficiary, within the follow-up window."""
    return {"requested_by": requested_by, "way": way, "text": text}


@staff_command(app, "tawasul withdraw-for TW-7K3M-9QXD-2VHA-K --requested-by representative --way letter", final=True)
def withdraw_for(requested_by: RequestedBy, way: Way, note: Note = None) -> Fields:
    """Take the request back for its beneficiary."""
    return {"requested_by": requested_by, "way": way, "note": note}


@staff_command(
    app, 'tawasul appeal-for TW-7K3M-9QXD-2VHA-K --requested-by applicant --way visit --text "the deed was not read"'
)
def appeal_for(
    requested_by: RequestedBy,
    way: Way,
    text: Annotated[str, text_option(about="Why they appeal, in their words")],
) -> Fields:
    """Appeal against a refusal or a merge for its beneficiary; others decide, in a case of its own."""
    return {"requested_by": requested_by, "way": way, "text": text}
