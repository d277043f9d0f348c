"""Attempts from outside to end the workflow of an open case: they are refused or undone, and noted as events."""

import asyncio

from temporalio import workflow
from temporalio.exceptions import is_cancelled_exception

from models.case.events import Resumed
from models.codes import StopCause
from workflows.case.running.live_case import LiveCase
from workflows.case.running.patches import Patch


class Interruptions:
    """What was done to the run from outside, until it is noted.

    The server cancels a run at most once, so a second cancellation is the SDK taking the case out of memory.
    """

    def __init__(self, case: LiveCase) -> None:
        self._case = case
        self._not_noted = list[StopCause]()
        self._cancelled = False

    def refuse(self, error: BaseException) -> bool:
        """Refuse the cancellation that an error stands for; False when it is another error."""
        requested = workflow.cancellation_reason() is not None
        if self._cancelled or not requested or not is_cancelled_exception(error):
            return False
        if not self._case.patches.follows(Patch.REFUSES_CANCELLATION):
            return False
        if task := asyncio.current_task():
            task.uncancel()
        self._cancelled = True
        self._not_noted.append(StopCause.CANCELLED)
        return True

    def note(self) -> None:
        """Take the events of what has not been noted; the case is open."""
        if before := self._case.stopped:
            self._case.stopped = None
            self._case.note(Resumed(cause=before))
        while self._not_noted:
            self._case.note(Resumed(cause=self._not_noted.pop(0)))
