"""What staff do on the beneficiary's behalf: somebody asked for it in another way than by the channel. Pure."""

from datetime import datetime

from models.case import commands as c
from models.case import events as e
from models.case.state import CaseState, Refusal, refused
from models.codes import Outcome, RefusalCode
from workflows.case.rules import appeals
from workflows.case.verdict import Verdict


def reopening_refused(state: CaseState) -> Refusal | None:
    """The refusal of one more reopening than the policy allows, or of one of a result that was appealed."""
    if refusal := appeals.reopening_refused(state):
        return refusal
    if state.reopens < state.rules.follow_up.max_reopens:
        return None
    return refused(code=RefusalCode.LIMIT_REACHED, detail=f"reopened {state.reopens} times: file a new request")


def close(state: CaseState, command: c.Close, now: datetime) -> Verdict:
    """Close a resolved case with the outcome it has. A note is an event of its own: a closing is kept in clear."""
    if state.outcome is None:
        return refused(code=RefusalCode.WRONG_STAGE, detail="there is no outcome to close it with")
    closed = e.Closed(outcome=state.outcome, requested_by=command.requested_by, way=command.way)
    return (e.Noted(text=command.note), closed) if command.note else (closed,)


def reopen_for(state: CaseState, command: c.ReopenFor, now: datetime) -> Verdict:
    """Reopen within the window, as the beneficiary could."""
    reopened = e.Reopened(text=command.text, requested_by=command.requested_by, way=command.way)
    return reopening_refused(state) or (reopened,)


def withdraw_for(state: CaseState, command: c.WithdrawFor, now: datetime) -> Verdict:
    """Take the request back, as the beneficiary could."""
    withdrawn = e.Withdrawn(note=command.note, requested_by=command.requested_by, way=command.way)
    return (withdrawn, e.Closed(outcome=Outcome.WITHDRAWN))
