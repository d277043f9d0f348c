"""Staff commands about others who owe an answer, and a message meanwhile: wait, resume, consult, interim-reply."""

from datetime import datetime, timedelta
from typing import Annotated

import typer

from commands.batch.verb import staff_command
from commands.common.send import Fields
from commands.common.typed.declare import local
from commands.common.typed.instants import date_ahead
from commands.common.typed.texts import text_option
from commands.completion.offers import of_reasons, of_table
from commands.review.naming import with_titles
from commands.review.options import Note, ReplyFields, with_official_reply
from models.codes import ContactWay

app = typer.Typer()


@staff_command(
    app,
    "tawasul wait TW-7K3M-9QXD-2VHA-K --for foreign_affairs --reason verification",
    "tawasul wait TW-7K3M-9QXD-2VHA-K --for payment_gateway --reason fault_repair --until 2026-12-01",
)
def wait(
    party: Annotated[
        str,
        typer.Option(
            "--for",
            metavar="AUTHORITY|TEAM|VENDOR",
            help="Who has to answer, by a code of the pack.",
            autocompletion=of_table("authorities", "teams", "vendors"),
        ),
    ],
    reason: Annotated[
        str,
        typer.Option(
            metavar="CODE",
            help="Why, as a reason to wait of the pack (`tawasul policy show`).",
            autocompletion=of_reasons,
        ),
    ],
    until: Annotated[
        datetime | None,
        typer.Option(
            metavar="DATE", parser=date_ahead, help="The day until which to wait at most.", show_default=False
        ),
    ] = None,
    note: Note = None,
) -> Fields:
    """Wait for somebody other than the beneficiary.

    The request stays yours. The policy says for how long at most, and whether the promise pauses; with the time used
    up the wait ends by itself. `resume` ends it before.
    """
    end = until and local(until + timedelta(days=1))
    return {"party": party, "reason": reason, "until": end, "note": note}


@staff_command(
    app,
    'tawasul resume TW-7K3M-9QXD-2VHA-K --answer "the visa was cancelled on their side"',
    'tawasul resume TW-7K3M-9QXD-2VHA-K --note "the document came by another way"',
)
def resume(
    answer: Annotated[str | None, text_option(about="What the third party answered", show_default=False)] = None,
    note: Note = None,
) -> Fields:
    """Go on with a request that waits, for a third party or for the beneficiary."""
    return {"answer": answer, "note": note}


@staff_command(
    app, 'tawasul consult TW-7K3M-9QXD-2VHA-K --to records_unit --question "Is the entry of 3 May in the paper file?"'
)
def consult(
    to: Annotated[
        str,
        typer.Option(
            metavar="TEAM|AUTHORITY",
            help="Who is asked, by a code of the pack.",
            autocompletion=of_table("teams", "authorities"),
        ),
    ],
    question: Annotated[str, text_option(about="What they are asked")],
) -> Fields:
    """Ask another team or authority. The request stays yours, and its clock runs on.

    A team finds the question in its inbox; what an authority answers you enter yourself.
    """
    return {"to": to, "question": question}


@staff_command(
    app,
    'tawasul answer-consultation TW-7K3M-9QXD-2VHA-K --answer "Yes, on page 2." --as r.huda',
    'tawasul answer-consultation TW-7K3M-9QXD-2VHA-K --answer "No objection." --said-by "Badr, licences" --way phone',
)
def answer_consultation(
    answer: Annotated[str, text_option(about="The answer")],
    said_by: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="Who of those who were asked gave it, where you are none of them."),
    ] = None,
    way: Annotated[ContactWay | None, typer.Option(help="How they gave it.")] = None,
) -> Fields:
    """Answer the question that was asked about a request.

    A member of the team that was asked answers it. Anybody else of the request's team enters what they were told, and
    by whom.
    """
    return {"answer": answer, "said_by": said_by, "way": way}


@staff_command(
    app,
    'tawasul interim-reply TW-7K3M-9QXD-2VHA-K --reply "خاطبنا الجهة المختصة وننتظر ردها."',
    complete=with_titles,
    final=True,
)
@with_official_reply
def interim_reply(reply: ReplyFields = None, note: Note = None) -> Fields:
    """Send the beneficiary an official message that decides nothing."""
    return {"reply": reply, "note": note}
