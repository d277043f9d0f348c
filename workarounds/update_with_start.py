"""A failed update-with-start: its failure stands in a future of the start too, and asyncio complains of one unread."""

import asyncio
from typing import Any

from temporalio.client import WithStartWorkflowOperation


async def read_failure(start: WithStartWorkflowOperation[Any, Any]) -> None:
    """Read the failure of the start, whatever it is."""
    await asyncio.gather(start.workflow_handle(), return_exceptions=True)
