"""The figures of a period of the units that who asks sees."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from activities.records.database import Connection
from activities.reports.counted import counted, snapshot
from activities.reports.indicators import Figures, Period, indicators
from activities.reports.late_time import late_time
from commands.common.onlooker.looking import look_through
from commands.looks.asking import AtRecords, look
from commands.reports.period import about
from commands.work.lists.check_filter import check_asked
from models.authority import Scope
from models.codes import ReportBy, Stage, Verb


class FiguresAsked(NamedTuple):
    """Of which period, by which attributes of cases, one after another, and the zone in which days begin; and whether
    it is asked, too, where the time of late decisions went."""

    period: Period
    by: tuple[ReportBy | None, ...]
    zone: str
    late: bool = False


class FiguresTold(NamedTuple):
    """The figures, grouped by each of what was asked, and where the time of late decisions went if that was."""

    figures: tuple[Figures, ...]
    late: Mapping[Stage, int]
    """Working seconds by stage."""


@look("figures")
def figures(place: AtRecords, asked: FiguresAsked) -> FiguresTold:
    """The figures, with the view of them left behind. Raises NotAllowed, WrongUsage for an unknown code."""
    (connection, who, _config), period = place, asked.period
    with connection.transaction():
        snapshot(connection)
        check_asked(connection, pack=period.pack, team=period.team, service=period.service)
        told = figures_told(connection, who.scope(Verb.LIST), asked)
        look_through(connection, who, Verb.LIST, 0, report=True, **about(period))
    return told


def figures_told(connection: Connection, scope: Scope, asked: FiguresAsked) -> FiguresTold:
    """The figures of what somebody sees, in the transaction of one snapshot. Whoever calls leaves the view."""
    known, period, now = counted(connection), asked.period, datetime.now(UTC)
    found = [indicators(connection, period, now, scope, by=each, zone=asked.zone, known=known) for each in asked.by]
    return FiguresTold(tuple(found), late_time(connection, period, scope, known) if asked.late else {})
