"""The watchdog's metrics, on the endpoint of the worker that leads."""

from temporalio.common import MetricMeter

from models.codes import AttentionKind, Channel
from watchdog.findings import Findings, Seen


class Metrics:
    """Gauges of the last look, and how many cases were started again."""

    def __init__(self, meter: MetricMeter | None) -> None:
        meter = meter or MetricMeter.noop
        self._last_look = meter.create_gauge_float("tawasul_watchdog_last_look_timestamp", "Instant of the last look")
        self._not_running = meter.create_gauge("tawasul_watchdog_open_not_running", "Open cases without a workflow")
        self._restarted = meter.create_counter("tawasul_watchdog_restarted", "Cases started again from the records")
        self._wedged = meter.create_gauge("tawasul_watchdog_wedged", "Cases whose workflow tasks fail")
        self._waiting = meter.create_gauge("tawasul_watchdog_notices_waiting", "Notices tried for a quarter of an hour")
        self._down = meter.create_gauge("tawasul_watchdog_channel_down", "1: the channel takes no notice")

    def show(self, seen: Seen, found: Findings, restarted: int) -> None:
        """Publish what a look found and what was mended."""
        self._not_running.set(len(found.stopped))
        self._restarted.add(restarted)
        self._wedged.set(sum(each.kind is AttentionKind.WEDGED for each in found.alerts))
        self._waiting.set(found.notices_waiting)
        for channel in Channel:
            self._down.set(int(channel in found.channels_down), {"channel": str(channel)})
        self._last_look.set(seen.at.timestamp())
