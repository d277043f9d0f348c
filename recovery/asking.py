"""A case is asked for what it holds, again and again while it gives no answer: after a disaster everything is slow."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import TypeVar

from temporalio.client import Client, WorkflowExecutionDescription, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from client import records_of_run
from errors import Component, NoSuchCase, Unreachable
from workflows.names import CASE_WORKFLOW
from workflows.ports import RecordEvents

PATIENCE = 60.0
"""Seconds for which a case is asked before it counts as giving no answer."""
PAUSE, LONGEST_PAUSE = 0.2, 3.0
"""Seconds between two tries, twice as many each time: a server that is overloaded refuses at once."""
TRIES = 3
"""How often an ended run is asked that a worker cannot replay."""

BY_FORCE = "ExecutionStatus IN ('Terminated','Canceled','TimedOut')"
"""How a run ends that did not end by itself; one that failed refused its request."""

Seen = TypeVar("Seen")


async def with_retries(read: Callable[[Client, str], Awaitable[Seen]], client: Client, reference: str) -> Seen:
    """The answer of a case, retried while it gives none. Raises NoSuchCase, Unreachable."""
    until, pause = time.monotonic() + PATIENCE, PAUSE
    while time.monotonic() + pause < until:
        with suppress(Unreachable):
            return await read(client, reference)
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)
    return await read(client, reference)


async def described(client: Client, reference: str) -> WorkflowExecutionDescription | None:
    """The last run of a case; none when Temporal does not know it."""
    try:
        return await client.get_workflow_handle(reference).describe()
    except RPCError as failed:
        if failed.status is RPCStatusCode.NOT_FOUND:
            return None
        raise


async def completed(client: Client, reference: str) -> bool:
    """Whether a case completed; False when it was terminated, failed or is unknown."""
    last = await described(client, reference)
    return last is not None and last.status is WorkflowExecutionStatus.COMPLETED


async def ended_runs(client: Client, reference: str) -> list[str]:
    """The runs of a case that does not run, the last one first; of the earlier ones those ended by force.

    None for a case that runs after all.
    """
    last = await described(client, reference)
    if last is None or last.status is WorkflowExecutionStatus.RUNNING:
        return []
    return list(dict.fromkeys([last.run_id or "", *await ended_by_force(client, reference)]))


async def held_by(client: Client, reference: str, runs: Sequence[str]) -> dict[str, RecordEvents | None]:
    """What each of some ended runs of a case held, as `held_by_run`. Raises Unreachable when no worker answers."""
    return {run: await held_by_run(client, reference, run) for run in runs}


async def ended_by_force(client: Client, reference: str) -> list[str]:
    """The runs of a case that did not end by themselves, the last one first, as far as Temporal lists them."""
    query = f"WorkflowType='{CASE_WORKFLOW}' AND WorkflowId='{reference}' AND {BY_FORCE}"
    runs = [each async for each in client.list_workflows(query)]
    return [each.run_id for each in sorted(runs, key=lambda each: each.start_time, reverse=True)]


async def held_by_run(client: Client, reference: str, run_id: str) -> RecordEvents | None:
    """What an ended run held; none when it opened no case, is gone, or no worker can replay it.

    Raises Unreachable when no worker answers.
    """
    for _ in range(TRIES):
        try:
            return await with_retries(lambda client, name: _held(client, name, run_id), client, reference)
        except NoSuchCase:
            return None
        except _NotReplayable:
            await asyncio.sleep(PAUSE)
    return None


class _NotReplayable(Exception):
    """A worker answered that it cannot replay the run."""


async def _held(client: Client, reference: str, run_id: str) -> RecordEvents | None:
    try:
        return await records_of_run(client, reference, run_id)
    except Unreachable as failed:
        if failed.component is Component.CASE:
            raise _NotReplayable from failed
        raise
