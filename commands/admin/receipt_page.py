"""What a receipt proves, or why it proves nothing, in words and as data."""

import json

from commands.common import terminal
from commands.common.words.advice import ExitCode
from commands.common.words.labels import Label
from commands.common.words.language import N_, _
from models.codes import ReceiptFlaw
from models.log.receipt import LoggedOpening

FLAW = {
    ReceiptFlaw.UNREADABLE: Label("this is no receipt", "هذا ليس إيصالاً"),
    ReceiptFlaw.NOT_SIGNED: Label("no known key signed its checkpoint", "لم يوقع نقطة التحقق فيه مفتاح معروف"),
    ReceiptFlaw.NOT_LOGGED: Label(
        "what it says does not stand in the log that was signed", "ما يذكره غير مقيد في السجل الموقع"
    ),
    ReceiptFlaw.NO_OPENING: Label("it is not of the opening of a request", "ليس إيصال افتتاح طلب"),
}
PROVED = Label("the request stands in the log as it says", "الطلب مقيد في السجل كما يذكر الإيصال")


def written_receipt(text: str) -> str:
    """The receipt in what a command printed, as text or as JSON."""
    try:
        said = json.loads(text)
    except ValueError:
        return text
    return str(said.get("proof", "")) if isinstance(said, dict) else ""


def as_data(found: LoggedOpening | ReceiptFlaw) -> dict[str, object]:
    """What a receipt proves, for programs; or why it proves nothing."""
    if not isinstance(found, LoggedOpening):
        return {"proved": False, "flaw": found}
    place = {"log": found.checkpoint.origin, "index": found.entry, "size": found.checkpoint.size}
    instants = {"submitted_at": found.submitted_at.isoformat(), "opened_at": found.opened_at.isoformat()}
    return {"proved": True, "reference": found.reference, "fingerprint": found.fingerprint, **instants, **place}


def show_receipt(found: LoggedOpening | ReceiptFlaw, *, as_json: bool) -> ExitCode:
    """Print the verdict, in both languages; the exit code of it."""
    if as_json:
        terminal.as_json(as_data(found))
    else:
        _show(found)
    return ExitCode.DONE if isinstance(found, LoggedOpening) else ExitCode.REFUSED


def _show(found: LoggedOpening | ReceiptFlaw) -> None:
    if not isinstance(found, LoggedOpening):
        terminal.line(terminal.bad(_("not proved")), f": {FLAW[found].word}")
        _beside(FLAW[found])
        return
    terminal.line(terminal.good(_("proved")), f": {PROVED.word}")
    _beside(PROVED)
    place = _(
        "entry {entry} of {size} in {origin}",
        entry=found.entry + 1,
        size=found.checkpoint.size,
        origin=found.checkpoint.origin,
    )
    zone = terminal.local_zone()
    instants = tuple(
        (name, terminal.moment(at, zone))
        for name, at in ((N_("submitted"), found.submitted_at), (N_("opened"), found.opened_at))
    )
    terminal.properties((("request", found.reference), *instants, ("place", place)))


def _beside(label: Label) -> None:
    """The Arabic on a line of its own below the English."""
    if label.beside:
        terminal.line(label.beside)
