"""Interim replies: an official message to the beneficiary that decides nothing. Pure."""

from datetime import datetime

from models.case import commands as c
from models.case import events as e
from models.case.state import CaseState, Refusal, refused
from models.codes import Audience, RefusalCode
from workflows.case.replies import reply_for
from workflows.case.verdict import Verdict


def interim_reply(state: CaseState, command: c.InterimReply, now: datetime) -> Verdict:
    """Send a message, if the policy says by which way it reaches the beneficiary: none is recorded that nobody gets."""
    routes = state.rules.routes_on.get("interim_replied", ())
    if not any(route.audience is Audience.BENEFICIARY for route in routes):
        return refused(code=RefusalCode.MALFORMED, detail="the policy of this case sends no interim replies")
    reply = reply_for(state, command.reply)
    return reply if isinstance(reply, Refusal) else (e.InterimReplied(reply=reply, note=command.note),)
