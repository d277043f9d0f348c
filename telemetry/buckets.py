"""The upper bounds of our histograms, in seconds."""

from collections.abc import Mapping, Sequence

from activities.records.lag import LAG

CALL = "tawasul_web_call"
"""From a call to the begin of its answer."""

BUCKETS: Mapping[str, Sequence[float]] = {
    CALL: (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 40),
    LAG: (0.5, 1, 2, 5, 10, 30, 60, 300, 1_800, 7_200, 86_400),
}
"""By the name that the metric is made with."""
