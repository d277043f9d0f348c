"""Retrieves the exception of a failed update-with-start from its start too, so that asyncio does not log it."""

import asyncio
from typing import Any

from temporalio.client import WithStartWorkflowOperation


async def read_failure(start: WithStartWorkflowOperation[Any, Any]) -> None:
    """Retrieve the start's exception, if it has one."""
    await asyncio.gather(start.workflow_handle(), return_exceptions=True)
