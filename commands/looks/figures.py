"""The figures of a period of the units that who asks sees."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from activities.reports.counted import counted, snapshot
from activities.reports.indicators import Figures, Period, indicators
from activities.reports.late_time import late_time
from commands.common.onlooker.looking import look_through
from commands.looks.asking import AtRecords, look
from commands.reports.period import about
from commands.work.lists.check_filter import check_asked
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
    (connection, who, _config), period, now = place, asked.period, datetime.now(UTC)
    scope = who.scope(Verb.LIST)
    with connection.transaction():
        snapshot(connection)
        check_asked(connection, pack=period.pack, team=period.team, service=period.service)
        known = counted(connection)
        found = [indicators(connection, period, now, scope, by=each, zone=asked.zone, known=known) for each in asked.by]
        late = late_time(connection, period, scope, known) if asked.late else {}
        look_through(connection, who, Verb.LIST, 0, report=True, **about(period))
    return FiguresTold(tuple(found), late)
