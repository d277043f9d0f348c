"""The commands of the beneficiary, given through the channel that knows them: reply, withdraw, reopen, rate, appeal,
remind."""

from typing import Annotated

import typer

from commands.common.send import Fields, beneficiary_command
from commands.common.typed.texts import text_option
from commands.common.words.language import _
from errors import WrongUsage

app = typer.Typer()


@beneficiary_command(
    app,
    'tawasul reply TW-7K3M-9QXD-2VHA-K --text "مرفق الإيصال" --attach receipt.pdf:payment_receipt',
)
def reply(
    text: Annotated[str, text_option(about="The answer", show_default=False)] = "",
    attach: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE:KIND",
            help="A document by file and kind; repeat for more, five at most. A name of no file here is a reference.",
        ),
    ] = None,
) -> Fields:
    """Answer what was asked.

    The same officer goes on with the request.
    """
    if not text.strip() and not attach:
        raise WrongUsage(_("nothing is said: give --text or --attach"))
    return {"text": text, "attachments": [_attachment(each) for each in attach or ()]}


def _attachment(text: str) -> Fields:
    """An attachment as the contract has it, from `file:kind`. Raises WrongUsage."""
    file_name, sign, kind = text.rpartition(":")
    if not sign:
        raise WrongUsage(_("--attach {text}: write it as file:kind, such as receipt.pdf:payment_receipt", text=text))
    return {"file_name": file_name, "kind": kind}


@beneficiary_command(app, "tawasul withdraw TW-7K3M-9QXD-2VHA-K")
def withdraw(
    note: Annotated[str | None, text_option(about="Why", show_default=False)] = None,
) -> Fields:
    """Take the request back."""
    return {"note": note}


@beneficiary_command(
    app,
    'tawasul reopen TW-7K3M-9QXD-2VHA-K --text "the same error again" --retry-failed',
)
def reopen(
    text: Annotated[str, text_option(about="What is still wrong")],
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="The e-service failed again.")] = False,
) -> Fields:
    """Say that the problem is not solved.

    Possible within the follow-up window.
    """
    return {"text": text, "retry_failed": retry_failed}


@beneficiary_command(app, "tawasul rate TW-7K3M-9QXD-2VHA-K --score 5")
def rate(
    score: Annotated[int, typer.Option(min=1, max=5, help="1 (poor) to 5 (excellent).")],
    comment: Annotated[str | None, text_option(about="In own words", show_default=False)] = None,
) -> Fields:
    """Rate how the request was handled.

    A very low rating reopens it where the policy says so.
    """
    return {"score": score, "comment": comment}


@beneficiary_command(
    app,
    'tawasul appeal TW-7K3M-9QXD-2VHA-K --text "لم ينظر في الصك المرفق"',
)
def appeal(
    text: Annotated[str, text_option(about="Why the result is wrong")],
) -> Fields:
    """Appeal against a refusal or a merge.

    People who took no part in it decide, in a case of its own: its reference is in the answer.
    """
    return {"text": text}


@beneficiary_command(app, "tawasul remind TW-7K3M-9QXD-2VHA-K")
def remind() -> Fields:
    """Remind the directorate of an undecided request.

    Possible once in so many days; the policy says how many, and who is notified.
    """
    return {}
