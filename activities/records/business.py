"""Business figures of all cases, read once a look by the worker that leads: four statements, each by an index.

Plain psycopg, as all that the watchdog reads. Nobody else asks: a scrape reads the memory of a process.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg import sql

from activities.records.database import UNDECIDED, Connection
from activities.records.watch import GIVEN_UP_AFTER, server_time
from models.teams import name_of

_BY_TEAM = sql.SQL("""
SELECT pack, team, count(*) AS open,
       count(*) FILTER (WHERE due_at <= %(now)s) AS late,
       count(*) FILTER (WHERE due_at > %(now)s AND at_risk_at <= %(now)s) AS at_risk
FROM case_row WHERE {undecided} GROUP BY pack, team
""").format(undecided=sql.SQL(UNDECIDED))
_OLDEST_UNSENT = """
SELECT channel, min(created_at) AS since FROM notice
WHERE status <> 'sent' AND status = 'pending' AND created_at > %(since)s GROUP BY channel
"""
_ATTENTION = "SELECT kind, count(*) AS entries FROM attention WHERE handled_at IS NULL GROUP BY kind"
_UNCOUNTED_SINCE = "SELECT (SELECT at FROM occurrence_due ORDER BY id LIMIT 1) AS since"


@dataclass(frozen=True, slots=True)
class TeamCases:
    """The undecided cases of a team, as the board counts them."""

    open: int
    late: int
    at_risk: int


@dataclass(frozen=True, slots=True)
class BusinessFigures:
    """The figures of one look. Ages are seconds."""

    teams: Mapping[str, TeamCases]
    """By the name of the team, `passports.travel_permits`; that of its pack alone for cases without one."""
    oldest_unsent: Mapping[str, float]
    """How long the notice that waits longest of a channel has been tried; channels where none waits are left out."""
    attention: Mapping[str, int]
    """How many entries of the attention list wait, by their kind."""
    reports_lag: float
    """How long the case that waits longest to be counted in the reports has waited."""


def business_figures(connection: Connection) -> BusinessFigures:
    """The figures now, by the clock of the records. Raises Unreachable."""
    now = server_time(connection)
    (uncounted,) = connection.execute(_UNCOUNTED_SINCE).fetchall()
    return BusinessFigures(
        teams={
            team_label(row["pack"], row["team"]): TeamCases(row["open"], row["late"], row["at_risk"])
            for row in connection.execute(_BY_TEAM, {"now": now})
        },
        oldest_unsent={
            row["channel"]: _seconds(now - row["since"])
            for row in connection.execute(_OLDEST_UNSENT, {"since": now - GIVEN_UP_AFTER})
        },
        attention={row["kind"]: row["entries"] for row in connection.execute(_ATTENTION)},
        reports_lag=_seconds(_since(now, uncounted["since"])),
    )


def team_label(pack: str, team: str | None) -> str:
    """By which name the cases of a team are told: that where packs meet; of those without a team, their pack's."""
    return name_of(team, pack) if team else pack


def _since(now: datetime, since: datetime | None) -> timedelta:
    return now - since if since else timedelta()


def _seconds(span: timedelta) -> float:
    return max(span.total_seconds(), 0.0)
