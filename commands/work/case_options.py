"""The options by which cases are chosen and shown, as `cases` has them."""

from typing import Annotated, Any

import typer

from commands.common.relative import HOW_TO_SAY
from commands.common.texts import text_option
from commands.completion.offers import Offer, of_staff, of_table
from models.codes import CaseOrder, Outcome, Priority, Stage


def _several(about: str, metavar: str | None = None, offered: Offer | None = None) -> Any:
    """An option that may be repeated: any of its values will do."""
    help_text = f"{about}; repeat it for any of several."
    return typer.Option(metavar=metavar, help=help_text, show_default=False, autocompletion=offered)


def _instant_option(about: str) -> Any:
    """An option for a date or an instant."""
    said = f"{about}: a date, an instant, or {HOW_TO_SAY}."
    return typer.Option(metavar="INSTANT", help=said, show_default=False)


OfStages = Annotated[list[Stage] | None, _several("In this stage")]
OfTeams = Annotated[list[str] | None, _several("Of this team", "TEAM", of_table("teams"))]
OfServices = Annotated[list[str] | None, _several("Of this service", "CODE", of_table("services"))]
OfProblems = Annotated[list[str] | None, _several("About this problem", "CODE", of_table("problems"))]
OfChannels = Annotated[list[str] | None, _several("Filed through this channel", "CHANNEL", of_table("channels"))]
OfPriorities = Annotated[list[Priority] | None, _several("Of this priority")]
HeldBy = Annotated[list[str] | None, _several("Held by them", "STAFF", of_staff)]
WithOutcomes = Annotated[list[Outcome] | None, _several("Ended like this")]
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
Since = Annotated[str | None, _instant_option("Opened then or later")]
Until = Annotated[str | None, _instant_option("Opened then or before")]
DueBefore = Annotated[str | None, _instant_option("Undecided and due before; a weekday is the next one")]
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
