"""The options by which figures are narrowed: from which day to which, of which pack, service and team."""

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from commands.common import terminal
from commands.common.typed.instants import day_of
from commands.common.words.language import _
from commands.work.lists.case_filter import of_pack
from errors import WrongUsage

if TYPE_CHECKING:
    from activities.reports.indicators import Period

USUAL = 30
"""The days of a report that names none."""

From = Annotated[
    str | None,
    typer.Option("--from", metavar="DATE", help="From this date on, or -30d, tuesday.", show_default="30 days back"),
]
To = Annotated[
    str | None,
    typer.Option("--to", metavar="DATE", help="Up to this date, with it, or yesterday.", show_default="today"),
]


def period_of(
    since: str | None, until: str | None, pack: str | None, service: str | None, team: str | None
) -> "Period":
    """The period in local days. Raises WrongUsage for what is no date, and where it ends before it begins."""
    from activities.reports.indicators import Period

    pack, code = of_pack(pack, team)
    zone = terminal.local_zone()
    last = day_of("--to", until or "today", zone)
    first = day_of("--from", since, zone) if since else last - timedelta(days=USUAL - 1)
    if first > last:
        raise WrongUsage(_("--from is after --to"))
    begins, ends = (datetime.combine(day, time(), zone) for day in (first, last + timedelta(days=1)))
    return Period(since=begins, until=ends, pack=pack, service=service, team=code or None)


def about(period: "Period") -> dict[str, str | None]:
    """The period as the view keeps it."""
    days = {"since": period.since.isoformat(), "until": period.until.isoformat()}
    return days | {"pack": period.pack, "service": period.service, "team": period.team}
