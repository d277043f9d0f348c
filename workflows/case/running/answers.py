"""Answers of activities: believed when a worker of ours gave them.

Whoever reaches the server can poll a queue and answer, or end a workflow task with an answer of their own making. What
our workers say is sealed with the key of the case, which is not to be had from the server.
"""

from typing import TypeVar

from temporalio import workflow
from temporalio.common import RawValue

from models.base import Wire
from workflows.case.running.patches import SEALED_ANSWERS
from workflows.names import UNSEALED, UNTRUSTED

Result = TypeVar("Result", bound=Wire)


def believed(answer: RawValue, kind: type[Result]) -> Result | None:
    """The answer of an activity; None when it is none of ours. One of ours that is unreadable is a fault: it raises."""
    metadata = answer.payload.metadata
    if metadata.get("encoding") == UNTRUSTED or (UNSEALED in metadata and workflow.patched(SEALED_ANSWERS)):
        workflow.logger.warning("somebody else answered with a %s", kind.__name__)
        return None
    return workflow.payload_converter().from_payload(answer.payload, kind)
