"""The options by which cases are chosen and shown, as `cases` has them."""

from typing import Annotated, Any

import typer

from commands.common.typed.texts import text_option
from commands.completion.offers import Offer, of_staff, of_table
from models.codes import CaseOrder, Outcome, Priority, Stage


def _several(metavar: str | None = None, offered: Offer | None = None, *, help: str) -> Any:
    """An option that may be repeated: any of its values will do."""
    return typer.Option(metavar=metavar, help=help, show_default=False, autocompletion=offered)


def _instant_option(*, help: str) -> Any:
    """An option for a date or an instant."""
    return typer.Option(metavar="INSTANT", help=help, show_default=False)


OfStages = Annotated[list[Stage] | None, _several(help="In this stage; repeat it for any of several.")]
OfTeams = Annotated[
    list[str] | None, _several("TEAM", of_table("teams"), help="Of this team; repeat it for any of several.")
]
OfServices = Annotated[
    list[str] | None, _several("CODE", of_table("services"), help="Of this service; repeat it for any of several.")
]
OfProblems = Annotated[
    list[str] | None, _several("CODE", of_table("problems"), help="About this problem; repeat it for any of several.")
]
OfChannels = Annotated[
    list[str] | None,
    _several("CHANNEL", of_table("channels"), help="Filed through this channel; repeat it for any of several."),
]
OfPriorities = Annotated[list[Priority] | None, _several(help="Of this priority; repeat it for any of several.")]
HeldBy = Annotated[list[str] | None, _several("STAFF", of_staff, help="Held by them; repeat it for any of several.")]
WithOutcomes = Annotated[list[Outcome] | None, _several(help="Ended like this; repeat it for any of several.")]
Overdue = Annotated[bool, typer.Option("--overdue", help="Only past their due instant.")]
Late = Annotated[bool, typer.Option("--late", help="Only those whose promise is broken, open or decided.")]
Reopened = Annotated[bool, typer.Option("--reopened", help="Only those that were reopened.")]
Appeals = Annotated[bool, typer.Option("--appeals", help="Only appeals.")]
OfPerson = Annotated[
    str | None,
    typer.Option(
        metavar="-", help="Only of a person, whose number is asked for or read from stdin.", show_default=False
    ),
]
WithWords = Annotated[
    str | None,
    text_option("--search", about="Only those with all these words in subject, names or text", show_default=False),
]
Since = Annotated[
    str | None,
    _instant_option(help="Opened then or later: a date, an instant, or today, yesterday, tuesday, -3d or -4h."),
]
Until = Annotated[
    str | None,
    _instant_option(help="Opened then or before: a date, an instant, or today, yesterday, tuesday, -3d or -4h."),
]
DueBefore = Annotated[
    str | None,
    _instant_option(help="Undecided and due before: a date, an instant, or a weekday, which is the next one."),
]
OrderedBy = Annotated[
    CaseOrder | None,
    typer.Option("--sort", help="The order of the list.", show_default="newest, or due with --overdue"),
]
Subjects = Annotated[bool, typer.Option("--subjects", help="Show person and subject too, as --search does.")]
WithErrorCode = Annotated[
    str | None,
    typer.Option("--error-code", metavar="CODE", help="Only with this error code.", show_default=False),
]
OfFault = Annotated[
    str | None,
    typer.Option("--fault", metavar="FAULT", help="Only of this fault, FT-XXXX-XXXX-XXXX-C.", show_default=False),
]
