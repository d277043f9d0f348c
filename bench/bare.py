"""A bare workflow with the messages of a case: one timer, no activities, nothing stored."""

from datetime import timedelta
from typing import Any

from temporalio import workflow

BARE = "bare"
"""The task queue."""
FOR_LONG = timedelta(days=30)


@workflow.defn(name="BareWorkflow")
class BareWorkflow:
    """A workflow that accepts the same request and commands as a case, and stores nothing."""

    @workflow.init
    def __init__(self, request: Any) -> None:
        self._commands = 0

    @workflow.run
    async def run(self, request: Any) -> None:
        """Wait for two commands, under one timer."""
        await workflow.wait_condition(lambda: self._commands == 2, timeout=FOR_LONG)

    @workflow.update
    async def open(self, fingerprint: str) -> str:
        """The answer to the start."""
        return fingerprint

    @workflow.update
    def apply(self, command: Any) -> int:
        """The answer to a command."""
        self._commands += 1
        return self._commands
