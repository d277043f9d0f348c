"""Reading a live case without a query: an update is refused, and the refusal carries the answer.

The SDK's core (1.35) lets a query have a workflow task answered whose local activity still runs, and lets it see events
before their task; a history made so cannot be replayed. A refused update leaves no event either.
"""

from typing import Any

from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

SEEN = "seen"
"""The type of the refusal that carries an answer."""


def answer(value: Any) -> ApplicationError:
    """The refusal that carries a value; for a validator to raise."""
    return ApplicationError("seen", value, type=SEEN, non_retryable=True)


def is_answer(failed: WorkflowUpdateFailedError) -> bool:
    """Whether an update was refused in order to answer."""
    return isinstance(failed.cause, ApplicationError) and failed.cause.type == SEEN


def answer_in(failed: WorkflowUpdateFailedError) -> Any:
    """The value that such a refusal carries, as JSON."""
    return failed.cause.details[0] if isinstance(failed.cause, ApplicationError) else None
