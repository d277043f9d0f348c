"""The command erase: what people wrote of a closed request, and who they are, is made unreadable for good."""

from typing import TYPE_CHECKING, Annotated

import typer

from commands.common import terminal
from commands.common.typed.confirm import confirmed
from commands.common.typed.declare import As, AsJson, Reference, Yes, command
from commands.common.words.labels import OPERATIONS
from commands.common.words.language import _
from errors import WrongUsage
from models.codes import ErasureReason, Verb

if TYPE_CHECKING:
    from models.case.actor import Actor
    from recovery.erasing import Removed

app = typer.Typer()


@command(app, OPERATIONS, "tawasul erase TW-7K3M-9QXD-2VHA-K --reason requested --as d.huda")
def erase(
    reference: Reference,
    reason: Annotated[ErasureReason, typer.Option(help="Why it is erased.")],
    yes: Yes = False,
    staff: As = None,
    as_json: AsJson = False,
) -> None:
    """Destroy the key of a closed request, and remove it from Temporal, mailbox and files; safe to give again.

    Its events stay in the chain, sealed, and the audit stays whole. Older backups hold the key as they were made: they
    open only with the wrapping key of their time. A request that is held is not erased (`tawasul retention list`).
    Needs the owner's role.
    """
    from commands.common.onlooker.looking import Intent, onlooker
    from commands.common.typed.which_case import exact_reference

    case, who = exact_reference(reference), onlooker(Intent(staff))
    who.scope(Verb.ERASE)
    confirmed(_("nobody will ever read again what people wrote in {case}", case=case), yes=yes)
    removed = _erase(case, who.actor, reason)
    if as_json:
        counts = {"runs": removed.runs, "mail": removed.mail, "files": removed.files}
        counts |= {"events_in_clear": removed.events_in_clear}
        terminal.as_json({"reference": case, "at": removed.at, **counts})
        return
    counted = _(
        "{count}, {count_2} and {count_3} removed",
        count=terminal.counted(removed.runs, "run"),
        count_2=terminal.counted(removed.mail, "message"),
        count_3=terminal.counted(removed.files, "file"),
    )
    terminal.line(
        terminal.good(_("erased")), _(": the key of {case} is destroyed, {counted}", case=case, counted=counted)
    )
    if removed.events_in_clear:
        left = terminal.counted(removed.events_in_clear, "event")
        terminal.line(terminal.warning(_("{left} from before events were sealed stay in clear", left=left)))


def _erase(case: str, by: "Actor", reason: ErasureReason) -> "Removed":
    """Erase a case that nobody holds. Raises WrongUsage, NoSuchCase, Refused, CaseHeld, Unreachable."""
    import settings
    from activities.retention.holds import unheld
    from commands.common.erasing import eraser

    with eraser(settings.load()) as available:
        if available is None:
            raise WrongUsage(_("erasing needs the owner's role of the records: set TAWASUL_MIGRATION_URL"))
        with unheld(available.owner, case):
            return available.erase(case, by, reason)
