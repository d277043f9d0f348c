"""The command next: taking the most pressing case that nobody holds."""

from collections.abc import Iterator

import typer

from commands.common import terminal
from commands.common.send import build_command, send, show_answer
from commands.common.typed.declare import As, AsJson, OfPack, command
from commands.common.words.advice import ExitCode
from commands.common.words.labels import WORK
from commands.common.words.language import _
from errors import Refused
from models.codes import RefusalCode

app = typer.Typer()

MOST_TRIED = 10
"""Cases that are tried one after another where colleagues were quicker, or somebody may not take them."""
_TAKEN_BY_OTHERS = (RefusalCode.WRONG_STAGE, RefusalCode.SAME_PERSON, RefusalCode.NOT_AUTHORISED)


@command(app, WORK, "tawasul next --as o.salem", name="next")
def take_next(staff: As = None, pack: OfPack = None, as_json: AsJson = False) -> ExitCode:
    """Take the most pressing request of your teams that nobody holds: the first under «Waiting for an officer».

    Where a colleague was quicker it is the one after it. `show` has all of it.
    """
    from commands.common.context import acting

    actor, absent = acting(staff)
    for reference in _most_pressing(staff, pack):
        try:
            answer = send(reference, build_command("claim", actor, None, {"absent": absent}))
        except Refused as refused:
            if refused.code not in _TAKEN_BY_OTHERS:
                raise
            continue
        return show_answer(answer, "claim", as_json=as_json, staff=actor.id)
    if as_json:
        terminal.as_json(None)
    else:
        terminal.line(_("nothing waits for you to take it: `tawasul inbox` shows the rest"))
    return ExitCode.DONE


def _most_pressing(staff: str | None, pack: str | None) -> Iterator[str]:
    """The references of what nobody holds, the most pressing first; the list is a look."""
    from commands.common.onlooker.looking import Intent
    from commands.looks.inbox import InboxAsked, inbox

    found = inbox(Intent(staff), InboxAsked(MOST_TRIED, pack)).work
    return iter([case.row.reference for case in found.unassigned])
