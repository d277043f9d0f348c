"""Processor time of a report on one month of a million cases, in all and told apart by team.

What PostgreSQL's process and ours take is measured, without parallel workers: the time on a clock depends on what else
the machine does, and on how many processors it has.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median

from activities.records.database import Connection, connect
from activities.records.migrate import upgrade
from activities.reports.indicators import Period, indicators
from bench import seed_cases, seed_occurrences
from bench.figures import Figure
from bench.processes import processor_time
from bench.stacks import fresh_stack
from models.codes import ReportBy

BAR = 1.0
"""Seconds of processor time."""
CASES, OPEN_CASES, REPEATS = 1_000_000, 100_000, 5
MONTH = timedelta(days=30)


def run() -> list[Figure]:
    """Fill the records of a stack of its own, and measure."""
    return measured(CASES, OPEN_CASES)


def measured(cases: int, open_cases: int, month: timedelta = MONTH) -> list[Figure]:
    """The figures with records of so many cases, opened over two years."""
    now = datetime.now(UTC)
    with fresh_stack(worker=False) as stack:
        upgrade(stack.migration_url)
        seed_cases.load(stack.migration_url, now, cases, open_cases)
        seed_occurrences.load(stack.migration_url, now)
        until = now - timedelta(days=90)
        period = Period(since=until - month, until=until)
        with connect(stack.database_url) as connection:
            connection.execute("SET max_parallel_workers_per_gather = 0")
            occurred = connection.execute(
                "SELECT count(*) AS n FROM occurrence WHERE at >= %s AND at < %s", (period.since, period.until)
            ).fetchone() or {"n": 0}
            detail = f"{cases:,} cases on record, {occurred['n']:,} occurrences in the month, median of {REPEATS}"
            return [
                Figure(what=name, measured=taken, unit="s", bar=BAR, detail=detail)
                for name, taken in _reads(connection, period, now).items()
            ]


def _reads(connection: Connection, period: Period, now: datetime) -> dict[str, float]:
    reads: dict[str, Callable[[], object]] = {
        "report of a month": lambda: indicators(connection, period, now),
        "report of a month by team": lambda: indicators(connection, period, now, by=ReportBy.TEAM),
    }
    return {name: median(processor_time(connection, read) for _ in range(REPEATS)) for name, read in reads.items()}
