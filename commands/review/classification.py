"""The staff command that corrects what a request is about: reclassify."""

from typing import Annotated

import typer

from commands.batch.verb import staff_command
from commands.common.at_hand import AtHand
from commands.common.send import Fields
from commands.common.typed.suggest import did_you_mean
from commands.common.words.language import _
from commands.completion.offers import of_table
from commands.review.options import RequiredNote
from errors import WrongUsage

app = typer.Typer()


def code_option(table: str, *, help: str) -> object:
    """An option for a code of a table of the pack."""
    return typer.Option(metavar="CODE", help=help, show_default=False, autocompletion=of_table(table))


def check_codes(at_hand: AtHand, reference: str, fields: Fields) -> None:
    """Check that the pack of the request has the codes; of one that is not on record yet, some pack. Raises WrongUsage.

    Without it the case would find out later, and its timeline would say so to nobody who waits.
    """
    place, packs = at_hand.place(reference), at_hand.packs
    own = [packs[place.pack]] if place and place.pack in packs else list(packs.values())
    whose = _("the pack {name} does not have", name=own[0].name) if len(own) == 1 else _("no pack has")
    for name in ("service", "section", "problem"):
        code, known = str(fields.get(name) or ""), {each for pack in own for each in getattr(pack, f"{name}s")}
        if code and code not in known:
            raise WrongUsage(f"--{name}: {whose} {code}", did_you_mean(code, known, f"{name}s"))


@staff_command(
    app,
    'tawasul reclassify TW-7K3M-9QXD-2VHA-K --service visit_visa_extend --note "filed under the wrong service"',
    'tawasul reclassify TW-7K3M-9QXD-2VHA-K --problem insurance_not_linked --note "the policy is not linked"',
    check=check_codes,
)
def reclassify(
    note: RequiredNote,
    service: Annotated[
        str | None, code_option("services", help="The right service: its promise and ladder apply.")
    ] = None,
    section: Annotated[str | None, code_option("sections", help="The right section.")] = None,
    problem: Annotated[str | None, code_option("problems", help="The right problem.")] = None,
    assess_again: Annotated[
        bool, typer.Option("--assess-again", help="Run the rules of the first stage again; they return nothing.")
    ] = False,
) -> Fields:
    """Correct what a request is about.

    Another service brings its promise, its ladder and its approval chain; the time already used stays used. The request
    stays with its team and holder: `redirect` hands it on.
    """
    return {
        "service": service,
        "section": section,
        "problem": problem,
        "assess_again": assess_again,
        "note": note,
    }
