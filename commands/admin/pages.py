"""The pages for beneficiaries as who runs them sees them: a code to try them by, what was typed, sessions to end."""

from typing import TYPE_CHECKING, Annotated

import typer

from commands.common import terminal
from commands.common.typed.declare import As, AsJson, Reference, command, group
from commands.common.words.labels import ADMIN
from commands.common.words.language import N_, _
from errors import TawasulError
from models.codes import CodeOutcome, Verb

if TYPE_CHECKING:
    from activities.reports.page_tries import CodeTry

app = group("pages")

OUTCOMES = {
    CodeOutcome.OPENED: N_("opened the request"),
    CodeOutcome.WRONG: N_("was wrong"),
    CodeOutcome.NONE: N_("came when no code held"),
}
HEADERS = ("at", "the code")


@command(app, ADMIN, "tawasul pages code TW-7K3M-9QXD-2VHA-K")
def code(reference: Reference, as_json: AsJson = False) -> None:
    """Print the last message with a code for a request, from the mailbox folder of this machine.

    It is there only where neither SMS nor mail has a gateway: for trying the pages. Ask for the code on the page first.
    """
    import settings
    from activities.keys.case_keys import case_keys_of
    from activities.keys.parts import PartSealer
    from activities.one_time_codes.mailbox import last_message
    from commands.common.typed.which_case import which_case

    case, config = which_case(reference), settings.load()
    message = last_message(config.home, case, PartSealer(case_keys_of(config)))
    if message is None:
        detail = _("no code for {case} is in the mailbox folder of {home}", case=case, home=config.home)
        raise TawasulError("no_code", detail, _("ask for one on the page, and give the command again"))
    if as_json:
        terminal.as_json({"reference": case, "message": message})
    else:
        terminal.line(message)


@command(app, ADMIN, "tawasul pages tries TW-7K3M-9QXD-2VHA-K --as o.salem")
def tries(
    reference: Reference,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many of the last.")] = 20,
    staff: As = None,
    as_json: AsJson = False,
) -> None:
    """List the codes that were typed for a request on the pages, the newest first; and how many sessions are open."""
    from datetime import UTC, datetime

    from activities.reports.page_tries import code_tries, open_sessions
    from commands.common.context import records
    from commands.common.onlooker.looking import Intent
    from commands.common.typed.which_case import which_case
    from commands.work.case.read import look_up

    case = which_case(reference)
    look_up(case, datetime.now(UTC), Intent(staff, None))
    with records() as connection:
        found, many = code_tries(connection, case, limit), open_sessions(connection, case)
    _show(found, many, as_json=as_json)


@command(app, ADMIN, "tawasul pages end TW-7K3M-9QXD-2VHA-K --as d.dana")
def end(reference: Reference, by: As = None, as_json: AsJson = False) -> None:
    """End every session of a request on the pages, and the code that holds; it stays on record who did.

    Whoever has the mobile or the e-mail address that was given with the request can open it again by a new code.
    """
    from activities.reports.page_tries import end_sessions
    from commands.common.onlooker.administering import Deed, administering
    from commands.common.typed.which_case import which_case

    case = which_case(reference)
    with administering(by, Deed(Verb.STAFF, "pages_end", case)) as connection:
        ended = end_sessions(connection, case)
    if as_json:
        terminal.as_json({"reference": case, "ended": ended})
    else:
        terminal.line(terminal.bold(case), terminal.GAP, terminal.counted(ended, "session ended", "sessions ended"))


def _show(found: "list[CodeTry]", many: int, *, as_json: bool) -> None:
    if as_json:
        terminal.as_json({"open": many, "tries": [{"at": each.at, "outcome": each.outcome} for each in found]})
        return
    zone = terminal.local_zone()
    terminal.table(HEADERS, [(terminal.moment(each.at, zone), _(OUTCOMES[each.outcome])) for each in found])
    terminal.line(terminal.counted(many, "open session"))
