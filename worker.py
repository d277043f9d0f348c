"""Worker process: runs the workflows of cases with their local activities, and the deliveries. Drains on SIGTERM.

Run it as `python -m worker`; any number of them may run.
"""

import asyncio
import gc
import logging
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.client import Client
from temporalio.common import SearchAttributeIndexedValueType
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions
from temporalio.workflow import SandboxImportNotificationPolicy

import settings
from activities.hosting import Hosted, hosted, service_of
from activities.trust.interceptor import TrustInterceptor
from checkpoints.configured import keeper_of
from client import KEEP_ALIVE, data_converter
from models.base import build_all
from models.case.commands import COMMAND
from telemetry.health import Asked, health_served
from telemetry.logs import line_about, log_as_json, work_under_way
from telemetry.message_log import MessageLog
from telemetry.process import Program, Telemetry, telemetry_of
from watchdog.announcing import announcing
from watchdog.faults import FaultWatch
from watchdog.files import FileWatch
from watchdog.loop import Watchdog, watching
from watchdog.webhooks import WebhookWatch
from workarounds.process_exit import end_process
from workarounds.sandbox import DirectContextRunner
from workflows.case.running import search_attributes as search
from workflows.case.workflow import CaseWorkflow
from workflows.faults.workflow import FaultWorkflow
from workflows.files.workflow import FileWorkflow
from workflows.official_letters.workflow import LetterWorkflow
from workflows.one_time_codes.workflow import OneTimeCodeWorkflow
from workflows.options import CASES, FILES, NOTICES, WEBHOOKS
from workflows.webhooks.workflow import WebhookWorkflow

OF_CASES = (CaseWorkflow, FaultWorkflow, LetterWorkflow, OneTimeCodeWorkflow)
WORKFLOWS = (*OF_CASES, WebhookWorkflow, FileWorkflow)
CACHED_CASES = 2_000
"""Cases that one worker keeps in memory."""
OLDEST_TRUST = 30.0
"""Seconds since the list of the trusted was read, above which a worker is not ready."""
READY = "worker ready"
"""The one line on standard output, which whoever started it waits for; its log goes to standard error."""


class AttributeMismatch(RuntimeError):
    """A search attribute exists with another type; the server would silently ignore ours."""


def workflow_runner() -> SandboxedWorkflowRunner:
    """The sandbox, which refuses modules that were not passed through on purpose (they would be loaded per case).

    The workflow's own module is passed through like all it uses: loading it anew took a tenth of the worker's time and
    20 KB a case. Its determinism is held by the rules of the layers and by replays. What validates values is made
    before: a workflow task has no time for it.
    """
    build_all()
    COMMAND.rebuild()
    policy = (
        SandboxImportNotificationPolicy.RAISE_ON_UNINTENTIONAL_PASSTHROUGH
        | SandboxImportNotificationPolicy.WARN_ON_DYNAMIC_IMPORT
    )
    restrictions = SandboxRestrictions.default.with_import_notification_policy(policy)
    own = (each.__module__ for each in WORKFLOWS)
    return DirectContextRunner(restrictions=restrictions.with_passthrough_modules(*own))


async def register_search_attributes(client: Client) -> None:
    """Add the search attributes that are missing, then compare types. Raises AttributeMismatch."""
    wanted = {key.name: _indexed(key.indexed_value_type) for key in search.ALL}
    known = await _registered(client)
    if missing := {name: kind for name, kind in wanted.items() if name not in known}:
        request = AddSearchAttributesRequest(namespace=client.namespace, search_attributes=missing)
        await client.operator_service.add_search_attributes(request)
        known = await _registered(client)
    wrong = [name for name, kind in wanted.items() if known.get(name, kind) != kind]
    if wrong:
        raise AttributeMismatch(f"search attributes with another type: {', '.join(wrong)}; use another namespace")


async def _registered(client: Client) -> dict[str, Any]:
    request = ListSearchAttributesRequest(namespace=client.namespace)
    return dict((await client.operator_service.list_search_attributes(request)).custom_attributes)


def _indexed(kind: SearchAttributeIndexedValueType) -> Any:
    return IndexedValueType.ValueType(int(kind))


def cases_worker(client: Client, work: Hosted, config: settings.Settings) -> Worker:
    """The worker of the queue `cases`: the workflows, and their local activities."""
    return Worker(
        client,
        task_queue=CASES,
        workflows=OF_CASES,
        activities=work.local_work,
        activity_executor=work.cases_pool,
        workflow_runner=workflow_runner(),
        interceptors=[TrustInterceptor(work.trust), MessageLog()],
        max_cached_workflows=CACHED_CASES,
        max_concurrent_workflow_tasks=config.cases_concurrency,
        max_concurrent_local_activities=config.cases_concurrency,
        no_remote_activities=True,
        graceful_shutdown_timeout=timedelta(seconds=config.drain_seconds),
    )


def notices_worker(
    client: Client, activities: Sequence[Any], pool: ThreadPoolExecutor, config: settings.Settings
) -> Worker:
    """The worker of the queue `notices`: deliveries, with their own concurrency and a rate over all workers."""
    return Worker(
        client,
        task_queue=NOTICES,
        activities=activities,
        activity_executor=pool,
        max_concurrent_activities=config.notices_concurrency,
        max_task_queue_activities_per_second=config.notices_per_second,
        graceful_shutdown_timeout=timedelta(seconds=config.drain_seconds),
    )


def webhooks_worker(client: Client, work: Hosted, config: settings.Settings) -> Worker:
    """The worker of the queue `webhooks`: the deliveries to subscribers, with their workflows."""
    return Worker(
        client,
        task_queue=WEBHOOKS,
        workflows=[WebhookWorkflow],
        activities=work.webhooks,
        activity_executor=work.webhooks_pool,
        workflow_runner=workflow_runner(),
        max_concurrent_activities=config.webhooks_concurrency,
        graceful_shutdown_timeout=timedelta(seconds=config.drain_seconds),
    )


def files_worker(client: Client, work: Hosted, config: settings.Settings) -> Worker:
    """The worker of the queue `files`: what is done about attached files, with its workflows."""
    return Worker(
        client,
        task_queue=FILES,
        workflows=[FileWorkflow],
        activities=work.files,
        activity_executor=work.files_pool,
        workflow_runner=workflow_runner(),
        max_concurrent_activities=config.files_concurrency,
        graceful_shutdown_timeout=timedelta(seconds=config.drain_seconds),
    )


@asynccontextmanager
async def serving(config: settings.Settings, telemetry: Telemetry | None = None) -> AsyncIterator[None]:
    """Run the workers for as long as the block runs; then running work may finish."""
    telemetry = telemetry or telemetry_of(config, Program.WORKER)
    try:
        async with _working(config, telemetry):
            yield
    finally:
        await asyncio.to_thread(telemetry.end)


@asynccontextmanager
async def _working(config: settings.Settings, telemetry: Telemetry) -> AsyncIterator[None]:
    client = await Client.connect(
        **config.temporal_connection(),
        data_converter=data_converter(config, deflates=config.long_payloads is settings.LongPayloads.DEFLATED),
        keep_alive_config=KEEP_ALIVE,
        runtime=telemetry.runtime,
        interceptors=telemetry.interceptors,
    )
    await register_search_attributes(client)
    with hosted(config, telemetry.meter) as work:
        cases = cases_worker(client, work, config)
        notices = notices_worker(client, work.deliveries, work.notices_pool, config)
        webhooks, files = webhooks_worker(client, work, config), files_worker(client, work, config)
        faults = FaultWatch(client, work.records, work.packs, service_of(config))
        keeper = keeper_of(config)
        told = WebhookWatch(client, work.records)
        watchdog = Watchdog(
            client,
            config.database_url,
            work.records,
            telemetry.meter,
            keeper=keeper,
            faults=faults,
            webhooks=told,
            files=FileWatch(client, work.records),
        )
        watched = watching(watchdog, config.watchdog_seconds)
        health = health_served(config.health, components(client, work))
        heard = told.hearing(work.written), announcing(work.records, work.written)
        async with cases, notices, webhooks, files, watched, health, heard[0], heard[1]:
            yield


def components(client: Client, work: Hosted) -> dict[str, Asked]:
    """What a worker needs to work, and how it is asked; the list of the trusted has to be young."""

    async def temporal() -> bool:
        return await client.service_client.check_health()

    async def records() -> bool:
        return bool(await asyncio.to_thread(work.records.all, "SELECT 1", {}))

    async def trust() -> bool:
        return work.trust.age() < OLDEST_TRUST

    return {"temporal": temporal, "records": records, "trust": trust}


def tune_garbage_collection() -> None:
    """Exclude loaded modules from garbage collection, and collect less often: cases make few cycles.

    A case that leaves the cache is a cycle, which only a full collection, here every thousand cases or so, frees.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 5, 3)


async def _main() -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    config = settings.load()
    telemetry = telemetry_of(config, Program.WORKER, logging.getLogger("temporalio.core"))
    async with serving(config, telemetry):
        tune_garbage_collection()
        print(line_about(READY), flush=True)
        await stop.wait()


def main() -> None:
    """Run until SIGTERM or Ctrl-C."""
    code = 0
    log_as_json(sys.stderr, work_under_way)
    try:
        asyncio.run(_main())
    except Exception as failure:
        print(f"worker: {type(failure).__name__}: {failure}", file=sys.stderr)
        code = 1
    end_process(code)


if __name__ == "__main__":
    main()
