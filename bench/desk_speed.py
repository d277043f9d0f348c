"""Processor time of what managers ask of a million cases with events: what happened, why it was late, what will be.

Measured as in `report_speed`.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from statistics import median

from activities.records.database import Connection, connect
from activities.records.migrate import upgrade
from activities.reports.events import EventFilter, found_events
from activities.reports.forecast import ForecastFilter, forecast, past_weeks
from activities.reports.lateness import LateFilter, lateness
from bench import seed_lives
from bench.figures import Figure
from bench.processes import processor_time
from bench.stacks import fresh_stack
from models.authority import Scope
from models.case.commands import Actor
from models.codes import EventOrder, Role

BAR = 1.0
"""Seconds of processor time."""
_BARS: Mapping[str, float | None] = {"why-late of a month": None}
"""It reads the history of each late promise, of which there are thousands here; that of a team has the bar."""
CASES, OPEN_CASES, REPEATS = 1_000_000, 100_000, 3
DAY = timedelta(days=1)
SUPERVISOR = Scope((Actor(id="salma", role=Role.SUPERVISOR, teams=("team_3",)),), all_teams=False)


def run() -> list[Figure]:
    """Fill the records of a stack of its own, and measure."""
    return measured(CASES, OPEN_CASES)


def measured(cases: int, open_cases: int) -> list[Figure]:
    """The figures with records of so many cases, opened over two years."""
    now = datetime.now(UTC)
    with fresh_stack(worker=False) as stack:
        upgrade(stack.migration_url)
        seed_lives.load(stack.migration_url, now, cases, open_cases)
        return figures_of(stack.desk_url, now, f"{cases:,} cases on record, median of {REPEATS}")


def figures_of(url: str, now: datetime, detail: str) -> list[Figure]:
    """The figures of records that are filled."""
    with connect(url) as connection:
        connection.execute("SET max_parallel_workers_per_gather = 0")
        return [
            Figure(what=name, measured=_taken(connection, read), unit="s", bar=_BARS.get(name, BAR), detail=detail)
            for name, read in _reads(connection, now).items()
        ]


def _reads(connection: Connection, now: datetime) -> dict[str, Callable[[], object]]:
    month = LateFilter(since=now - 60 * DAY, until=now - 30 * DAY)
    return {
        "events, the newest hundred": lambda: _events(connection, EventFilter()),
        "events, the oldest hundred of a week and a team": lambda: _events(
            connection, EventFilter(since=now - 7 * DAY, team="team_3", order=EventOrder.OLDEST)
        ),
        "events, the newest hundred of a supervisor": lambda: _events(connection, EventFilter(), SUPERVISOR),
        "events of one type in a month": lambda: _events(
            connection, EventFilter(since=now - 60 * DAY, until=now - 30 * DAY, types=("resolved",))
        ),
        "why-late of a month": lambda: lateness(connection, month, now),
        "why-late of a month and a team": lambda: lateness(connection, month, now, SUPERVISOR),
        "forecast of five days": lambda: _forecast(connection, now),
        "forecast of five days of a supervisor": lambda: _forecast(connection, now, SUPERVISOR),
    }


def _events(connection: Connection, wanted: EventFilter, scope: Scope | None = None) -> None:
    with connection.transaction():
        found = found_events(connection, wanted, scope)
        list(found.rows)


def _forecast(connection: Connection, now: datetime, scope: Scope | None = None) -> None:
    forecast(connection, ForecastFilter(), now, now + 5 * DAY, scope)
    past_weeks(connection, ForecastFilter(), now, 5 * DAY, scope)


def _taken(connection: Connection, read: Callable[[], object]) -> float:
    return median(processor_time(connection, read) for _ in range(REPEATS))
