"""What one process tells of itself: its metrics and its traces, by its settings."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from temporalio.client import Interceptor
from temporalio.common import MetricMeter
from temporalio.runtime import LogForwardingConfig, LoggingConfig, PrometheusConfig, Runtime, TelemetryConfig

from errors import WrongUsage
from settings import Settings
from telemetry.buckets import BUCKETS
from telemetry.causes import Causes

if TYPE_CHECKING:
    from telemetry.tracing import Tracing


class Program(StrEnum):
    """Which process it is."""

    WORKER = "worker"
    WEB = "web"


@dataclass(frozen=True)
class Telemetry:
    """The runtime of Temporal's SDK that serves the metrics, and the tracing; each only where it is configured."""

    runtime: Runtime | None = None
    tracing: "Tracing | None" = None

    @property
    def meter(self) -> MetricMeter:
        """Where metrics of ours are made; they are served beside those of the SDK."""
        return self.runtime.metric_meter if self.runtime else MetricMeter.noop

    @property
    def interceptors(self) -> Sequence[Interceptor]:
        """What a connection to Temporal is made with."""
        return [Causes(), self.tracing.interceptor] if self.tracing else [Causes()]

    def end(self) -> None:
        """Send what is left. Takes a second at most."""
        if self.tracing:
            self.tracing.end()


def telemetry_of(config: Settings, program: Program, core_log: logging.Logger | None = None) -> Telemetry:
    """That of a process; `core_log`: where the log of the SDK's core goes. Raises WrongUsage."""
    address = config.metrics if program is Program.WORKER else config.web_metrics
    return Telemetry(_runtime(address, program, core_log), _tracing(config, program))


def _runtime(address: str, program: Program, core_log: logging.Logger | None) -> Runtime | None:
    if not address and core_log is None:
        return None
    logs = LoggingConfig.default if program is Program.WORKER else None
    if core_log is not None:
        forwarding = LogForwardingConfig(core_log, append_target_to_name=False, append_log_fields_to_message=False)
        logs = LoggingConfig(LoggingConfig.default.filter, forwarding)
    return Runtime(telemetry=TelemetryConfig(logging=logs, metrics=_served_on(address) if address else None))


def _served_on(address: str) -> PrometheusConfig:
    return PrometheusConfig(
        bind_address=address,
        counters_total_suffix=True,
        durations_as_seconds=True,
        unit_suffix=True,
        histogram_bucket_overrides=BUCKETS,
    )


def _tracing(config: Settings, program: Program) -> "Tracing | None":
    if not config.traces:
        return None
    try:
        from telemetry.tracing import tracing_to  # noqa: PLC0415 - its library comes with an extra
    except ModuleNotFoundError as missing:
        raise WrongUsage(
            f"{missing.name} is not installed: install the extra `traces`, or unset TAWASUL_TRACES"
        ) from missing
    return tracing_to(config.traces, program, config.traces_share)
