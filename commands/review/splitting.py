"""Staff commands about what a request holds: split it into two, and say which documents were seen."""

from typing import Annotated

import typer

from commands.batch.verb import staff_command
from commands.common.send import Fields
from commands.review.classification import check_codes, code_option
from commands.review.options import RequiredNote

app = typer.Typer()


@staff_command(
    app,
    'tawasul split TW-7K3M-9QXD-2VHA-K --service visit_visa_extend --note "the second half is about the visit visa"',
    check=check_codes,
)
def split(
    note: RequiredNote,
    service: Annotated[str, code_option("services", help="The service of the second matter.")],
    section: Annotated[str | None, code_option("sections", help="Its section.")] = None,
    problem: Annotated[str | None, code_option("problems", help="Its problem.")] = None,
    another: Annotated[
        bool, typer.Option("--another", help="It is a further matter of a kind that was split off before.")
    ] = False,
) -> Fields:
    """Make the second of two matters a request of its own.

    It has the same applicant and text, goes to the team of its service, and its promise counts from the first
    submission. Its reference follows from that of this request: giving the command again opens no other one. A second
    one about the same service, section and problem needs --another.
    """
    return {"service": service, "section": section, "problem": problem, "note": note, "another": another}


@staff_command(app, "tawasul seen TW-7K3M-9QXD-2VHA-K passport_copy payment_receipt --as o.ahmed", beside="documents")
def seen(documents: list[str]) -> Fields:
    """Say that you have seen documents of the checklist, named after the references; `tawasul show` lists it."""
    return {"documents": tuple(documents)}
