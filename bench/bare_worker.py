"""Hosts the bare workflow as the cases are hosted: same sandbox, data converter, cache and concurrency.

Run it as `python -m bench.bare_worker`.
"""

import asyncio
import signal

from temporalio.worker import Worker

import settings
from bench.bare import BARE, BareWorkflow
from client import connected
from worker import CACHED_CASES, tune_garbage_collection, workflow_runner

READY = "bare worker ready"


async def _serve() -> None:
    config = settings.load()
    client = await connected(config)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    worker = Worker(
        client,
        task_queue=BARE,
        workflows=[BareWorkflow],
        workflow_runner=workflow_runner(),
        max_cached_workflows=CACHED_CASES,
        max_concurrent_workflow_tasks=config.cases_concurrency,
    )
    async with worker:
        tune_garbage_collection()
        print(READY, flush=True)
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(_serve())
