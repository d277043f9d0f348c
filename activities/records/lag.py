"""How far the records are behind the cases: measured at each write, from the event until it is on record."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from temporalio.common import MetricHistogramTimedelta, MetricMeter

from workflows.ports import RecordEvents

LAG = "tawasul_records_lag"
"""The metric; a few seconds where nothing is wrong, as events are written in a later task."""


@dataclass(frozen=True)
class WriteLag:
    """Measures what a worker writes; without a meter, nothing."""

    histogram: MetricHistogramTimedelta | None = None

    @classmethod
    def by(cls, meter: MetricMeter | None) -> "WriteLag":
        """By the meter of a process."""
        description = "From an event until it is on record"
        return cls(meter.create_histogram_timedelta(LAG, description, "duration") if meter else None)

    def measure(self, written: RecordEvents) -> None:
        """Measure the newest of the events that were written together: some others wait for the next write."""
        if self.histogram and written.events:
            self.histogram.record(max(datetime.now(UTC) - written.events[-1].at, timedelta()))


UNMEASURED = WriteLag()
"""Of a worker without metrics."""
