"""What staff do with a request they hold: take it, decide it, ask, hand it on, and speed it up or slow it down."""

from typing import Annotated

import typer

from commands.common.declare import Note
from commands.common.send import Fields, parse, staff_command
from commands.review.options import (
    Reason,
    ReplyTemplate,
    ReplyText,
    ReplyValues,
    Words,
    codes,
    official_reply,
    working_time,
)
from errors import Refused
from models.codes import Priority, Role

app = typer.Typer()


@staff_command(app, "tawasul claim TW-7K3M-9QXD-2VHA-K --as o.salem")
def claim() -> Fields:
    """Take a request from your team's queue.

    The first response is given with it.
    """
    return {}


@staff_command(app, "tawasul release TW-7K3M-9QXD-2VHA-K")
def release() -> Fields:
    """Put a request back into the queue. Clock and limit stay as they are."""
    return {}


@staff_command(app, "tawasul assign TW-7K3M-9QXD-2VHA-K --to o.huda --as s.nasser")
def assign(to: Annotated[str, typer.Option(metavar="STAFF", help="Who gets it.")]) -> Fields:
    """Give a request to a colleague.

    For supervisors and above. Clock and limit stay as they are.
    """
    from commands.common.context import colleague

    return {"to": colleague(to)}


@staff_command(
    app,
    "tawasul approve TW-7K3M-9QXD-2VHA-K --reason note_removed --reply-template note_resolved",
    'tawasul approve TW-7K3M-9QXD-2VHA-K --reason data_corrected --reply "تم تصحيح البيانات." --note "checked stamp"',
)
def approve(
    reason: Reason = None,
    reply: ReplyText = None,
    reply_template: ReplyTemplate = None,
    values: ReplyValues = None,
    note: Note = None,
) -> Fields:
    """Decide for the beneficiary, with the official reply.

    Where the policy asks for several people, this proposes the decision; the others `confirm` or `send-back`.
    """
    return {"reason": reason, "reply": official_reply(reply, reply_template, values), "note": note}


@staff_command(
    app,
    "tawasul reject TW-7K3M-9QXD-2VHA-K --reason window_passed --reply-template absence_window_passed",
)
def reject(
    reason: Reason = None,
    reply: ReplyText = None,
    reply_template: ReplyTemplate = None,
    values: ReplyValues = None,
    note: Note = None,
) -> Fields:
    """Refuse the request, with the official reply.

    The reason names the rule; the reply says what the beneficiary can do.
    """
    return {"reason": reason, "reply": official_reply(reply, reply_template, values), "note": note}


@staff_command(app, "tawasul confirm TW-7K3M-9QXD-2VHA-K --as s.nasser")
def confirm(note: Note = None) -> Fields:
    """Agree to a decision a colleague proposed."""
    return {"note": note}


@staff_command(app, 'tawasul send-back TW-7K3M-9QXD-2VHA-K --note "the deed is unreadable"')
def send_back(note: Words) -> Fields:
    """Return a proposed decision to its author."""
    return {"note": note}


@staff_command(
    app,
    "tawasul ask TW-7K3M-9QXD-2VHA-K --reason documents_missing --document payment_receipt --reply-template ask_listed",
    'tawasul ask TW-7K3M-9QXD-2VHA-K --reason documents_unreadable --question "When did you travel?" --reply "نأمل …"',
)
def ask(
    reason: Reason = None,
    document: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND", help="A document that is needed; repeat for more.", autocompletion=codes("documents")
        ),
    ] = None,
    question: Annotated[
        list[str] | None, typer.Option(metavar="TEXT", help="A question to answer; repeat for more.")
    ] = None,
    reply: ReplyText = None,
    reply_template: ReplyTemplate = None,
    values: ReplyValues = None,
    note: Note = None,
) -> Fields:
    """Return the request, naming exactly what is missing.

    The clock stands still until the beneficiary answers. Without an answer in time the request is closed.
    """
    return {
        "reason": reason,
        "documents": document or (),
        "questions": question or (),
        "reply": official_reply(reply, reply_template, values),
        "note": note,
    }


@staff_command(
    app,
    "tawasul redirect TW-7K3M-9QXD-2VHA-K --team payments --reason other_team",
    "tawasul redirect TW-7K3M-9QXD-2VHA-K --authority traffic --reason other_authority \\",
    '    --reply-template see_authority --set authority="الإدارة العامة للمرور"',
)
def redirect(
    team: Annotated[
        str | None,
        typer.Option(metavar="TEAM", help="A team of the house.", show_default=False, autocompletion=codes("teams")),
    ] = None,
    authority: Annotated[
        str | None,
        typer.Option(
            metavar="CODE",
            help="Another authority; needs an official reply.",
            show_default=False,
            autocompletion=codes("authorities"),
        ),
    ] = None,
    reason: Reason = None,
    reply: ReplyText = None,
    reply_template: ReplyTemplate = None,
    values: ReplyValues = None,
    note: Note = None,
) -> Fields:
    """Hand the request to another team or authority.

    A team of the house goes on with it; for another authority the official reply says whom to see.
    """
    return {
        "team": team,
        "authority": authority,
        "reason": reason,
        "reply": official_reply(reply, reply_template, values),
        "note": note,
    }


def _same_persons(reference: str, fields: Fields) -> None:
    """Whoever is told that the other request has the result must get it. Raises Refused."""
    from activities.records.merging import QUESTION, objection
    from commands.common.context import records

    into = str(fields["into"])
    with records() as connection:
        row = connection.execute(QUESTION, {"reference": reference, "into": into}).fetchone()
    if row and (why := objection(row, into)):
        raise Refused("malformed", why)


@staff_command(app, "tawasul merge TW-7K3M-9QXD-2VHA-K --into TW-2F8N-W4RT-6YBC-8", check=_same_persons)
def merge(
    into: Annotated[str, typer.Option(metavar="REFERENCE", help="The request that goes on.")], note: Note = None
) -> Fields:
    """Join a duplicate to the request that goes on."""
    return {"into": parse(into), "note": note}


@staff_command(app, 'tawasul escalate TW-7K3M-9QXD-2VHA-K --to director --note "travels tonight"')
def escalate(
    to: Annotated[Role, typer.Option(help="The role to tell.")] = Role.SUPERVISOR, note: Note = None
) -> Fields:
    """Raise the priority and tell someone above.

    Without waiting for the clock.
    """
    return {"to": to, "note": note}


@staff_command(app, 'tawasul extend TW-7K3M-9QXD-2VHA-K --by 7h --note "waits for the border post"')
def extend(
    by: Annotated[str, typer.Option(metavar="TIME", help="Working time to add, as 90m, 7h or 3h30m.")],
    note: Words,
) -> Fields:
    """Give the resolution more working time.

    Within the limits of the policy; the reason is recorded.
    """
    return {"by": working_time(by), "note": note}


@staff_command(app, 'tawasul note TW-7K3M-9QXD-2VHA-K --text "called the branch, file is on its way"')
def note(
    text: Words,
    about: Annotated[
        str | None,
        typer.Option(metavar="REFERENCE", help="A joined request the note is about.", show_default=False),
    ] = None,
) -> Fields:
    """Leave an internal note. Neither clock nor limit is touched."""
    return {"text": text, "about": about and parse(about)}


@staff_command(app, "tawasul prioritise TW-7K3M-9QXD-2VHA-K --priority urgent")
def prioritise(priority: Annotated[Priority, typer.Option(help="The new priority.")], note: Note = None) -> Fields:
    """Change the priority. The time already used stays used."""
    return {"priority": priority, "note": note}
