"""Connection of clients, worker and replay to Temporal, and the converter by which they read and write."""

from collections.abc import Sequence
from datetime import timedelta
from functools import cache

from temporalio.client import Client, Interceptor
from temporalio.converter import DataConverter, WorkflowSerializationContext
from temporalio.runtime import Runtime, TelemetryConfig
from temporalio.service import KeepAliveConfig, RPCError

import settings
from activities.keys.case_keys import case_keys_of
from activities.keys.codec import CaseCodec
from errors import Cause, Component, Unreachable, WrongUsage
from workarounds.contexts import DirectContextConverter
from workflows.payloads import SealedFailureConverter, TolerantPayloadConverter

ANSWER_TIMEOUT = timedelta(seconds=10)
"""How long a person waits for a worker before the command is left as a signal."""
KEEP_ALIVE = KeepAliveConfig(interval_millis=12_000, timeout_millis=5_000)
"""Pings that find a dead connection in 17 s (by default: 45 s); the server allows one ping in 10 s."""


def data_converter(config: settings.Settings, *, deflates: bool = False) -> DataConverter:
    """The one converter of client, worker and replay: what is said of a case is sealed with its key.

    Only a worker deflates it: a client may be newer than the workers that read what it sends.
    """
    return DirectContextConverter(
        payload_converter_class=TolerantPayloadConverter,
        payload_codec=CaseCodec(case_keys_of(config), config.plain_payloads, deflates=deflates),
        failure_converter_class=SealedFailureConverter,
    )


def plain_converter() -> DataConverter:
    """A converter without keys, for the replay of histories of before there were any."""
    return DataConverter(payload_converter_class=TolerantPayloadConverter)


async def connected(config: settings.Settings) -> Client:
    """A connection to the server that the settings name, without any further options."""
    return await Client.connect(**config.temporal_connection(), data_converter=data_converter(config))


def of_case(client: Client, reference: str) -> DataConverter:
    """The converter of a client for payloads of one case, where the SDK does not know which it is."""
    context = WorkflowSerializationContext(namespace=client.namespace, workflow_id=reference)
    return client.data_converter.with_context(context)


async def connect(
    config: settings.Settings | None = None, runtime: Runtime | None = None, interceptors: Sequence[Interceptor] = ()
) -> Client:
    """A connection by the settings, without any given by those of this process. Raises Unreachable, WrongUsage."""
    try:
        config = config or _of_this_process()
        address = config.temporal_connection()
    except RuntimeError as wrong:
        raise WrongUsage(f"the Temporal client configuration cannot be used: {wrong}") from wrong
    try:
        return await Client.connect(
            **address,
            data_converter=data_converter(config),
            keep_alive_config=KEEP_ALIVE,
            runtime=runtime or _quiet_runtime(),
            interceptors=interceptors,
        )
    except (RuntimeError, RPCError) as failure:
        raise Unreachable(Component.TEMPORAL, Cause.NO_ANSWER, about=address["target_host"]) from failure


def _of_this_process() -> settings.Settings:
    """Raises WrongUsage where the HTTP interface stands in Temporal's place."""
    config = settings.load()
    if config.api:
        raise WrongUsage("TAWASUL_API takes no such command: give it without, where Temporal is at hand")
    return config


@cache
def _quiet_runtime() -> Runtime:
    """A runtime without the SDK's log: it goes to standard output, between what a command prints for programs."""
    return Runtime(telemetry=TelemetryConfig(logging=None))
