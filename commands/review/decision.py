"""Staff commands that decide a request, and take a reply back: approve, reject, confirm, send-back, recall."""

import typer

from commands.batch.verb import staff_command
from commands.common.send import Fields
from commands.review.naming import with_titles
from commands.review.options import Note, ReasonCode, ReplyFields, RequiredNote, with_official_reply

app = typer.Typer()


@staff_command(
    app,
    "tawasul approve TW-7K3M-9QXD-2VHA-K --reason note_removed --reply-template note_resolved",
    'tawasul approve TW-7K3M-9QXD-2VHA-K --reason data_corrected --reply "تم تصحيح البيانات." --note "checked stamp"',
    "tawasul approve - --reason note_removed --reply-template note_resolved --yes < references.txt",
    complete=with_titles,
    final=True,
)
@with_official_reply
def approve(reason: ReasonCode = None, reply: ReplyFields = None, note: Note = None) -> Fields:
    """Decide for the beneficiary, with the official reply.

    Where the policy asks for several people, this proposes the decision; the others `confirm` or `send-back`.
    """
    return {"reason": reason, "reply": reply, "note": note}


@staff_command(
    app,
    "tawasul reject TW-7K3M-9QXD-2VHA-K --reason window_passed --reply-template absence_window_passed",
    complete=with_titles,
    final=True,
)
@with_official_reply
def reject(reason: ReasonCode = None, reply: ReplyFields = None, note: Note = None) -> Fields:
    """Refuse the request, with the official reply.

    The reason names the rule; the reply says what the beneficiary can do.
    """
    return {"reason": reason, "reply": reply, "note": note}


@staff_command(app, "tawasul confirm TW-7K3M-9QXD-2VHA-K --as s.nasser", final=True)
def confirm(note: Note = None) -> Fields:
    """Agree to a decision a colleague proposed."""
    return {"note": note}


@staff_command(app, 'tawasul send-back TW-7K3M-9QXD-2VHA-K --note "the deed is unreadable"')
def send_back(note: RequiredNote) -> Fields:
    """Return a proposed decision to its author."""
    return {"note": note}


@staff_command(app, 'tawasul recall TW-7K3M-9QXD-2VHA-K --note "the wrong template"')
def recall(note: RequiredNote) -> Fields:
    """Take an official reply back before it goes out.

    Where the policy gives a time for it (`recall`): nothing was sent, and the request stands where it stood before the
    reply, with the clocks as if it had not been given. Whatever else is done with the request lets the reply go.
    """
    return {"note": note}
