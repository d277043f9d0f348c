"""Staff commands that hand a request to somebody else: ask the beneficiary, redirect to a team, merge with another."""

from typing import Annotated

import typer

from commands.batch.verb import staff_command
from commands.common.at_hand import AtHand
from commands.common.send import Fields
from commands.common.typed.texts import text_option
from commands.common.typed.which_case import which_case
from commands.completion.offers import of_table
from commands.review.naming import with_titles
from commands.review.options import Note, ReasonCode, ReplyFields, with_official_reply
from errors import Refused

app = typer.Typer()


@staff_command(
    app,
    "tawasul ask TW-7K3M-9QXD-2VHA-K --reason documents_missing --document payment_receipt --reply-template ask_listed",
    'tawasul ask TW-7K3M-9QXD-2VHA-K --reason documents_unreadable --question "When did you travel?" --reply "نأمل …"',
    complete=with_titles,
    final=True,
)
@with_official_reply
def ask(
    reason: ReasonCode = None,
    document: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND", help="A document that is needed; repeat for more.", autocompletion=of_table("documents")
        ),
    ] = None,
    question: Annotated[list[str] | None, text_option(about="A question to answer; repeat for more")] = None,
    reply: ReplyFields = None,
    note: Note = None,
) -> Fields:
    """Return the request, naming exactly what is missing.

    The clock stands still until the beneficiary answers. Without an answer in time the request is closed.
    """
    wanted = {"documents": document or (), "questions": question or ()}
    return {"reason": reason, **wanted, "reply": reply, "note": note}


@staff_command(
    app,
    "tawasul redirect TW-7K3M-9QXD-2VHA-K --team payments --reason other_team",
    "tawasul redirect TW-7K3M-9QXD-2VHA-K --authority traffic --reason other_authority --reply-template see_authority",
    complete=with_titles,
    final=True,
)
@with_official_reply
def redirect(
    team: Annotated[
        str | None,
        typer.Option(
            metavar="TEAM", help="A team of the directorate.", show_default=False, autocompletion=of_table("teams")
        ),
    ] = None,
    authority: Annotated[
        str | None,
        typer.Option(
            metavar="CODE",
            help="Another authority; needs an official reply.",
            show_default=False,
            autocompletion=of_table("authorities"),
        ),
    ] = None,
    reason: ReasonCode = None,
    reply: ReplyFields = None,
    note: Note = None,
) -> Fields:
    """Hand the request to another team or authority.

    A team of the directorate goes on with it; for another authority the official reply says whom to see. A template
    that names an {authority} names this one, in each language of the pack.
    """
    return {"team": team, "authority": authority, "reason": reason, "reply": reply, "note": note}


def _check_same_persons(at_hand: AtHand, reference: str, fields: Fields) -> None:
    """Check that the beneficiary of this request may see the other one's result. Raises Refused."""
    if why := at_hand.objection(reference, str(fields["into"])):
        raise Refused("malformed", why)


@staff_command(
    app, "tawasul merge TW-7K3M-9QXD-2VHA-K --into TW-2F8N-W4RT-6YBC-8", check=_check_same_persons, final=True
)
def merge(
    into: Annotated[str, typer.Option(metavar="REFERENCE", help="The request that goes on.")], note: Note = None
) -> Fields:
    """Join a duplicate to the request that goes on."""
    return {"into": which_case(into), "note": note}
