"""Cancellation of a client's call: the SDK (1.35) raises one error for it and for a timeout of an update.

Who cancels a call wants it to end; who waited too long wants the command to be left as a signal.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from temporalio.client import RPCTimeoutOrCancelledError


@contextmanager
def cancellation_kept() -> Iterator[None]:
    """Raise the error of a call that was cancelled as the cancellation it was; that of a timeout as it is."""
    try:
        yield
    except RPCTimeoutOrCancelledError as failed:
        if _was_cancelled(failed):
            raise asyncio.CancelledError from failed
        raise


def _was_cancelled(failed: RPCTimeoutOrCancelledError) -> bool:
    """Whether it was cancelled here; a cancellation by the server comes as the status of a call."""
    task = asyncio.current_task()
    return isinstance(failed.__cause__, asyncio.CancelledError) or bool(task and task.cancelling())
