"""What follows from the measures: plain arithmetic, from requests a year to machines and disks.

Rates are cases a second; processors are cores that are busy the whole second, before what is left free.
"""

from dataclasses import dataclass
from math import ceil

from bench.scale.measures import Measures

MILLI = 1000
KB_IN_GB = 1_000_000
KB_IN_MB = 1_000


@dataclass(frozen=True)
class Need:
    """One figure of the result."""

    what: str
    value: float
    unit: str


def mean_rate(given: Measures) -> float:
    """Plain cases a second over the working hours of a year."""
    return given.requests_a_year / (given.working_days * given.working_hours * 3600)


def peak_rate(given: Measures) -> float:
    """Cases a second in the busiest hour."""
    return mean_rate(given) * given.peak


def cores(given: Measures, milliseconds: float) -> float:
    """Cores that are kept busy at the peak by what takes so long for a plain case."""
    return peak_rate(given) * given.fuller * milliseconds / MILLI


def planned(given: Measures, milliseconds: float) -> int:
    """Whole cores to have for it, with what is left free."""
    return ceil(cores(given, milliseconds) / given.used)


def look_cores(given: Measures, milliseconds: float) -> int:
    """Whole cores to have for looks of people at the peak."""
    return ceil(peak_rate(given) * given.looks * milliseconds / MILLI / given.used)


def records_cores(given: Measures) -> int:
    """Whole cores for the records: what is written, and what is looked at."""
    return planned(given, given.records) + look_cores(given, given.look_records)


def processors(given: Measures) -> list[Need]:
    """Cores at the peak, by what uses them."""
    return [
        Need("Temporal, history", planned(given, given.history), "cores"),
        Need("Temporal, frontends", planned(given, given.frontend), "cores"),
        Need("Temporal, matching", planned(given, given.matching), "cores"),
        Need("workers", planned(given, given.workers), "cores"),
        Need("HTTP interface", look_cores(given, given.look), "cores"),
        Need("PostgreSQL of Temporal", planned(given, given.engine_records), "cores"),
        Need(
            "PostgreSQL of the records", planned(given, given.records) + look_cores(given, given.look_records), "cores"
        ),
    ]


def machines(given: Measures) -> int:
    """Machines for all but PostgreSQL, one more than needed so that one may be away."""
    needed = sum(need.value for need in processors(given)[:5])
    return ceil(needed / given.node_cores) + 1


def worker_processes(given: Measures) -> int:
    """A worker is one process of Python: one core at most."""
    return planned(given, given.workers)


def commits(given: Measures) -> float:
    """Commits a second for Temporal at the peak."""
    return peak_rate(given) * given.fuller * given.engine_commits + given.idle_commits


def records_commits(given: Measures) -> float:
    """Commits a second for visibility and the records at the peak."""
    return peak_rate(given) * given.fuller * given.records_commits


def shard_use(given: Measures) -> float:
    """How much of the time a shard is held at the peak, from 0 to 1."""
    writes = peak_rate(given) * given.fuller * given.engine_commits / given.shards
    return writes * given.shard_hold / MILLI


def connections(given: Measures) -> int:
    """Connections to the PostgreSQL of the records."""
    return ceil(worker_processes(given) * given.worker_connections)


def engine_disk(given: Measures) -> float:
    """Terabytes in Temporal's databases: cases that are open, and closed ones that are still kept."""
    a_day = given.requests_a_year / 365
    days = given.open_days + given.kept_days
    return a_day * days * given.history_size * given.fuller / KB_IN_GB / 1000


def records_disk(given: Measures) -> float:
    """Terabytes of the records after the years that they are kept."""
    return given.requests_a_year * given.kept_years * given.record_size * given.fuller / KB_IN_GB / 1000


def results(given: Measures) -> list[Need]:
    """Everything that somebody who plans it asks for."""
    open_cases = given.requests_a_year / 365 * given.open_days
    return [
        Need("cases a second, mean of working hours", mean_rate(given), ""),
        Need("cases a second, busiest hour", peak_rate(given), ""),
        Need("open cases", open_cases / 1e6, "million"),
        *processors(given),
        Need("worker processes", worker_processes(given), ""),
        Need("machines for all but PostgreSQL, one to spare", machines(given), ""),
        Need("commits for Temporal, busiest hour", commits(given), "a second"),
        Need("commits for visibility and the records, busiest hour", records_commits(given), "a second"),
        Need("write-ahead log, busiest hour", peak_rate(given) * given.fuller * given.log / KB_IN_MB, "MB a second"),
        Need("how long a shard is held, of a second", shard_use(given) * MILLI, "ms"),
        Need("connections of workers to the records", connections(given), ""),
        Need("disk of Temporal's databases", engine_disk(given), "TB"),
        Need("disk of the records, after the years they are kept", records_disk(given), "TB"),
    ]
