"""A refusal as a channel is told of it: what it says of the call and of the case's time, and of no member of staff."""

from errors import Refused
from models.codes import RefusalCode
from web.problems.codes import CODES

_OF_THE_CALL = frozenset(
    {
        *(RefusalCode.MALFORMED, RefusalCode.MISSING_REPLY, RefusalCode.CHANGED_SINCE, RefusalCode.TOO_SOON),
        *(RefusalCode.TOO_MANY_REQUESTS, RefusalCode.WINDOW_PASSED, RefusalCode.NOT_OPEN),
    }
)
"""Refusals whose sentence is about what was sent, or about an instant; those of others may name who holds a case."""


def told_to_channel(refused: Refused) -> Refused:
    """The refusal without ids of staff, teams and steps: their beneficiaries are not told of those either."""
    whole = refused.code in _OF_THE_CALL
    detail = refused.detail if whole or refused.code not in CODES else CODES[refused.code].en
    at, outcome = refused.at, refused.outcome
    return Refused(refused.code, detail, refused.command, at=at, outcome=outcome, retryable=refused.retryable)
