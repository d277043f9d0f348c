"""A member of staff who calls, as the reports know those who look."""

from commands.common.onlooker.looking import LONGEST_REASON, Intent, Onlooker
from errors import NotAllowed, WrongUsage
from models.text import mask_in_text
from web.access.callers import Caller
from web.backend import Backend


def onlooker_of(backend: Backend, caller: Caller, *, numbers: bool = False) -> Onlooker:
    """Who looks, with the table of authority. Raises NotAllowed for a channel, WrongUsage."""
    if caller.actor is None:
        raise NotAllowed("this is for staff")
    why = " ".join(caller.why.split())
    if len(why) > LONGEST_REASON:
        raise WrongUsage(f"the permit's why is longer than {LONGEST_REASON} characters")
    intent = Intent(caller.actor.id, mask_in_text(why) or None, numbers)
    return Onlooker(caller.actor, caller.absent, backend.authority, intent)
