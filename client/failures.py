"""What a failed call to a case means: a refusal, an answer of somebody else, or a server that cannot be reached."""

import math
from collections.abc import Iterator
from contextlib import contextmanager

from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from errors import Cause, Component, Refused, Unreachable
from models.case.answers import Refusal
from models.codes import RefusalCode
from workflows.names import CaseUpdate
from workflows.payloads import Untrusted

NOT_READY = RPCStatusCode.FAILED_PRECONDITION
"""A workflow task failed under the update, as when a flood of signals meets the end of a run: the update is retried,
under the same id."""
_LIST_READ_WITHIN = 4.0
"""Seconds within which every worker knows of somebody who was taken on just now, or stands in for others."""
_SIGNALS_DECIDED_WITHIN = 10.0
"""Seconds within which a worker decides the signals that reached a case before an update."""
_TRIED_AGAIN_FOR = {
    RefusalCode.NOT_OPEN: math.inf,
    RefusalCode.NOT_AUTHENTIC: _LIST_READ_WITHIN,
    RefusalCode.WRONG_STAGE: _SIGNALS_DECIDED_WITHIN,
    RefusalCode.NOT_AUTHORISED: _SIGNALS_DECIDED_WITHIN,
    RefusalCode.ALREADY_DECIDED: _SIGNALS_DECIDED_WITHIN,
}
"""Seconds for which a retryable refusal is tried again, from the first one on: as long as its case is being opened or
reads the records it goes on from; as the worker's list of the trusted may be old; or as signals from before wait."""
_GONE = {RPCStatusCode.UNKNOWN, RPCStatusCode.UNAVAILABLE, RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED}


@contextmanager
def answered_by_ours() -> Iterator[None]:
    """Raise Unreachable for an answer that no worker of ours gave, as far as its bytes say so."""
    try:
        yield
    except Untrusted as failed:
        raise Unreachable(Component.CASE, Cause.NOT_AUTHENTIC) from failed


def tried_again_for(failed: WorkflowUpdateFailedError) -> float:
    """Seconds for which an update that was refused is sent again; none for a refusal that stands."""
    refusal = as_refusal(failed)
    if not (isinstance(refusal, Refused) and refusal.retryable):
        return 0.0
    return _TRIED_AGAIN_FOR.get(RefusalCode(refusal.code), 0.0)


def as_refusal(failed: WorkflowUpdateFailedError, command: str = CaseUpdate.OPEN) -> Exception:
    """The refusal that an update failed with, its fields from the details of the failure; anything else as it is."""
    cause = failed.cause
    if not isinstance(cause, ApplicationError) or cause.type not in set(RefusalCode):
        return failed
    fields = cause.details[0] if cause.details else {}
    refusal = Refusal.model_validate({**fields, "code": cause.type, "detail": cause.message})
    return Refused(**dict(refusal), command=command)


def unreachable(failed: RPCError) -> Unreachable:
    """The error of a call that the server did not answer as it should."""
    if failed.status in _GONE:
        return Unreachable(Component.TEMPORAL, Cause.CONNECTION_LOST)
    return Unreachable(Component.TEMPORAL, Cause.FAILED, about=failed.message)
