"""Whether what reaches a case is authentic: a validator asks the worker's memory, a signal an activity.

A validator does not run again when a history is replayed, and the answer of the activity stands in the history: so a
replay asks nobody, and whom to trust may change meanwhile.
"""

from collections.abc import Callable, Sequence
from typing import Any

from temporalio import workflow

from models.case.state import CaseState, Refusal
from models.codes import RefusalCode
from models.trust.forgery import OF_AN_OLD_LIST, Forgery
from models.trust.hearing import Heard
from models.trust.statement import AUTH, CaseAddress, kept
from workflows.case.running.local_activity import local_activity
from workflows.names import FORGERY_IN
from workflows.ports import Authenticate, Authenticated, CaseActivity


def refusal_of_forgery(state: CaseState, raw: Any) -> Refusal | None:
    """The refusal of a command that is not authentic by the list in the worker's memory. For validators only."""
    return refusal_of(state.reference, state.channel, raw)


def refusal_of(reference: str, channel: str, raw: Any) -> Refusal | None:
    """The same of a command to whatever has a reference; `channel`: the one whose beneficiary may speak there."""
    place = CaseAddress(workflow.info().namespace, reference)
    ask: Callable[[Heard], Forgery | None] | None = workflow.extern_functions().get(FORGERY_IN)
    forgery = ask(Heard(place, channel, raw)) if ask else Forgery.UNKNOWN_KEY
    return not_authentic(forgery) if forgery else None


def not_authentic(forgery: Forgery) -> Refusal:
    """The refusal of a forgery; one that an older list may be the reason of may be tried again in a moment."""
    return Refusal(code=RefusalCode.NOT_AUTHENTIC, detail=forgery, retryable=forgery in OF_AN_OLD_LIST)


async def forgeries_in(state: CaseState, messages: Sequence[Any]) -> list[Forgery | None]:
    """Of each signal why it is not authentic; None for one that is. What is not signed at all costs no activity."""
    signed = [raw for raw in messages if is_signed(raw)]
    if not signed:
        return [Forgery.UNSIGNED] * len(messages)
    order = Authenticate(reference=state.reference, channel=state.channel, messages=tuple(signed))
    answers = iter((await local_activity(CaseActivity.AUTHENTICATE, order, Authenticated)).forgeries)
    return [next(answers, Forgery.UNREADABLE) if is_signed(raw) else Forgery.UNSIGNED for raw in messages]


def signature_in(raw: Any) -> str | None:
    """A message as it stays in the first event that it causes; none for one that nobody signed, as of before."""
    if not is_signed(raw):
        return None
    try:
        return kept(raw)
    except ValueError:
        return None


def is_signed(raw: Any) -> bool:
    """Whether a message says that somebody signed it."""
    return isinstance(raw, dict) and bool(raw.get(AUTH))
