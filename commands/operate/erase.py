"""The command erase: what people wrote of a closed request, and who they are, is made unreadable for good."""

from typing import TYPE_CHECKING, Annotated

import typer

from commands.common import terminal
from commands.common.declare import As, AsJson, Reference, command
from commands.common.labels import OPERATIONS
from errors import NotAllowed, WrongUsage
from models.codes import ErasureReason, Role

if TYPE_CHECKING:
    from models.case.commands import Actor
    from settings import Settings

app = typer.Typer()

MAY_ERASE = frozenset({Role.DIRECTOR})


@command(app, OPERATIONS, "tawasul erase TW-7K3M-9QXD-2VHA-K --reason requested --as d.huda")
def erase(
    reference: Reference,
    reason: Annotated[ErasureReason, typer.Option(help="Why it is erased.")],
    staff: As = None,
    as_json: AsJson = False,
) -> None:
    """Destroy the key of a closed request, and remove it from Temporal and the mailbox; safe to give again.

    Its events stay in the chain, sealed, and the audit stays whole. Older backups hold the key as they were made: they
    open only with the wrapping key of their time. Needs the owner's role.
    """
    from datetime import UTC, datetime

    import settings
    from activities.keys import erasure
    from activities.notices.channels import remove_mail
    from activities.records.database import connect
    from client import connect as to_temporal
    from commands.common import event_loop
    from commands.common.context import actor_of
    from commands.common.send import checked_reference
    from recovery.deleting import delete_runs

    config, case, actor = settings.load(), checked_reference(reference), actor_of(staff)
    _check(actor, config)

    async def remove_runs() -> int:
        return await delete_runs(await to_temporal(), case)

    with connect(config.migration_url) as connection:
        done = erasure.erasure_of(connection, case) or erasure.Erasure(datetime.now(UTC), actor.id, reason)
        if not erasure.erasure_of(connection, case):
            erasure.note_erasure(connection, case, actor, reason, done.at)
        runs, mail = event_loop.run(remove_runs()), remove_mail(config.home, case)
        left = erasure.events_in_clear(connection, case)
        erasure.shred(connection, case, done)
    if as_json:
        terminal.as_json({"reference": case, "at": done.at, "runs": runs, "mail": mail, "events_in_clear": left})
        return
    counts = f"{terminal.counted(runs, 'run')} and {terminal.counted(mail, 'message')} removed"
    terminal.line(terminal.good("erased"), f": the key of {case} is destroyed, {counts}")
    if left:
        terminal.line(
            terminal.warning(f"{terminal.counted(left, 'event')} from before events were sealed stay in clear")
        )


def _check(actor: "Actor", config: "Settings") -> None:
    """Raises NotAllowed, WrongUsage: before anything is changed."""
    if config.migration_url == config.database_url:
        raise WrongUsage("erasing needs the owner's role of the records: set TAWASUL_MIGRATION_URL")
    if actor.role not in MAY_ERASE:
        raise NotAllowed("only a director erases a request")
